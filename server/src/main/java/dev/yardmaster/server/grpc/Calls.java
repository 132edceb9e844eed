package dev.yardmaster.server.grpc;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.protocol.api.Trailers;
import dev.yardmaster.server.audit.DeniedLog;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Callers;
import dev.yardmaster.server.gateway.NoException;
import dev.yardmaster.server.gateway.RequestKeys;
import dev.yardmaster.server.gateway.Streams;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusException;
import io.grpc.health.v1.HealthGrpc;

/** Names the caller of every call, before anything of it is read. */
final class Calls implements ServerInterceptor {
  static final Context.Key<CallContext> CALL = Context.key("yardmaster-call");
  static final Context.Key<AuditedCall<?, ?>> AUDITED = Context.key("yardmaster-audited");

  /** Which is told to everyone (X1). */
  private static final String HEALTH = HealthGrpc.SERVICE_NAME;

  private final Callers callers;
  private final Streams streams;
  private final DeniedLog denials;

  Calls(Callers callers, Streams streams, DeniedLog denials) {
    this.callers = callers;
    this.streams = streams;
    this.denials = denials;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> plain, Metadata headers, ServerCallHandler<Q, A> next) {
    if (HEALTH.equals(plain.getMethodDescriptor().getServiceName())) {
      return next.startCall(plain, headers);
    }
    AuditedCall<Q, A> call = new AuditedCall<>(plain, denials);
    boolean stream = plain.getMethodDescriptor().getType() != MethodDescriptor.MethodType.UNARY;
    CallContext context;
    try {
      context =
          new CallContext(
              callers.connection(
                  headers.get(Trailers.AUTHORIZATION),
                  call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                  name ->
                      headers.containsKey(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))),
              headers.get(Trailers.AGENT),
              RequestKeys.read(headers.get(Trailers.REQUEST)),
              headers.get(Trailers.IDEMPOTENCY_KEY));
      if (stream) {
        streams.enter();
      }
    } catch (NoException e) {
      return refuse(call, Statuses.of(e));
    } catch (IllegalArgumentException e) {
      return refuse(
          call, Statuses.of(NoException.of(Refusal.invalid(String.valueOf(e.getMessage())))));
    }
    call.by(context.connection().principal().value());
    ServerCall.Listener<Q> listener =
        call.listening(
            Contexts.interceptCall(
                Context.current().withValues(CALL, context, AUDITED, call), call, headers, next));
    return stream ? new Leaving<>(listener) : listener;
  }

  /** Gives the place of a stream back at its end; gRPC tells it once, one way or the other. */
  private final class Leaving<Q> extends SimpleForwardingServerCallListener<Q> {
    Leaving(ServerCall.Listener<Q> to) {
      super(to);
    }

    @Override
    public void onCancel() {
      streams.leave();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      streams.leave();
      super.onComplete();
    }
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, StatusException no) {
    Metadata trailers = no.getTrailers();
    call.close(no.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }
}
