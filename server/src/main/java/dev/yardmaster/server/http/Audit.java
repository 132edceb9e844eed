package dev.yardmaster.server.http;

import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.audit.Denial;
import dev.yardmaster.server.audit.DeniedLog;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Writes a request down when it was denied; what is known of it is noted on its way. */
final class Audit {
  private static final String PRINCIPAL = "yardmaster-principal";
  private static final String OPERATION = "yardmaster-operation";
  private static final String WORKSPACE = "yardmaster-workspace";
  private static final String DENIED = "yardmaster-denied";

  private final DeniedLog denials;

  Audit(DeniedLog denials) {
    this.denials = denials;
  }

  static InetSocketAddress remote(Context ctx) {
    return new InetSocketAddress(ctx.req().getRemoteAddr(), ctx.req().getRemotePort());
  }

  /** For what it is. */
  static void note(Context ctx, Route route) {
    ctx.attribute(OPERATION, route.operation());
    ctx.attribute(WORKSPACE, ctx.pathParamMap().getOrDefault("workspace", ""));
  }

  /** By whom it is. */
  static void note(Context ctx, CallContext call) {
    ctx.attribute(PRINCIPAL, call.connection().principal().value());
  }

  /** How it ended, where it did not end well. */
  static void note(Context ctx, @Nullable Throwable failure) {
    NoException no = failure == null ? null : Gateway.noOf(failure);
    if (no != null && no.refusal().code() == RefusalCode.DENIED) {
      ctx.attribute(DENIED, "");
    }
  }

  /** Of what is no route, or was not looked at, only the method is told: a path may be anything. */
  void after(Context ctx) {
    if (ctx.attribute(DENIED) != null) {
      denials.denied(
          new Denial(
              noted(ctx, PRINCIPAL, Denial.NOBODY),
              Denial.text(remote(ctx)),
              noted(ctx, OPERATION, ctx.method().name()),
              noted(ctx, WORKSPACE, "")));
    }
  }

  private static String noted(Context ctx, String name, String otherwise) {
    String value = ctx.attribute(name);
    return value == null ? otherwise : value;
  }
}
