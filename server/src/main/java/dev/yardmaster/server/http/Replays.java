package dev.yardmaster.server.http;

import com.google.protobuf.Message;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.log.v1.ShardProto;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import io.javalin.http.Context;

/**
 * Marks answers that were given before under the call's {@code Idempotency-Key}: those whose
 * position is below what was committed when the call came. A repeat that overtakes the commit of
 * the first answer is not marked, though it gets the same.
 */
final class Replays {
  private static final String HEADER = "Idempotency-Replayed";

  private final boolean named;
  private final LogPosition before;

  /** Of a call that has not been made yet. */
  Replays(CallContext call) {
    this.named = call.idempotencyKey() != null;
    this.before = call.connection().position();
  }

  void mark(Context ctx, Message reply) {
    if (named && reply instanceof ShardProto.Reply of) {
      mark(ctx, ReplyMapping.read(of));
    }
  }

  void mark(Context ctx, Throwable failure) {
    NoException no = named ? Gateway.noOf(failure) : null;
    if (no != null) {
      mark(ctx, no.reply());
    }
  }

  private void mark(Context ctx, Reply reply) {
    LogPosition position = reply.position();
    if (position != null && position.compareTo(before) < 0) {
      ctx.header(HEADER, "true");
    }
  }
}
