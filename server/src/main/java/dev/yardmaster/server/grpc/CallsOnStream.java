package dev.yardmaster.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.protocol.api.ApiCommands;
import dev.yardmaster.protocol.api.CommandCall;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.log.v1.ShardProto;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.NoException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The commands that an agent sends on its stream: each is what a call of its own would be, to the
 * same gateway, under the same limits, with its denial written down. A no answers the call and ends
 * nothing.
 *
 * <p>Calls are taken one at a time; answers come as they are there.
 */
final class CallsOnStream {
  /** Calls of one stream without an answer; a client has 512 at most. */
  static final int MAX_OPEN = 1_024;

  private static final long PAUSE_MILLIS = 100;

  private final Operations operations;
  private final CallContext context;
  private final Denials denials;
  private final Flow<Push> flow;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicReference<@Nullable Runnable> last = new AtomicReference<>();

  /** The operations of the API, by name; as {@code Gateway}'s. */
  @FunctionalInterface
  interface Operations {
    CompletionStage<? extends Message> call(String method, Message request, CallContext context);
  }

  /** Where a denied call is written down. */
  @FunctionalInterface
  interface Denials {
    void denied(String method, @Nullable Message request);
  }

  CallsOnStream(Operations operations, CallContext context, Denials denials, Flow<Push> flow) {
    this.operations = operations;
    this.context = context;
    this.denials = denials;
    this.flow = flow;
  }

  /** Takes a call once the client reads what it is told, so that answers do not pile up. */
  void take(AttachRequest.Call call) {
    flow.awaitRoom();
    @Nullable Message request = null;
    CompletionStage<? extends Message> reply;
    open.incrementAndGet();
    try {
      request = request(call);
      reply = operations.call(call.getMethod(), request, context(call));
    } catch (NoException | IllegalArgumentException e) {
      reply = CompletableFuture.failedStage(e);
    }
    @Nullable Message asked = request;
    var _ =
        reply.whenComplete((answer, failure) -> {
          answer(
              call.getNumber(),
              failure == null ? (ShardProto.Reply) answer : no(call.getMethod(), asked, failure));
          if (open.decrementAndGet() == 0) {
            runLast();
          }
        });
  }

  /** Does something once, when every call taken so far is answered. */
  void whenAnswered(Runnable action) {
    last.set(action);
    if (open.get() == 0) {
      runLast();
    }
  }

  private void runLast() {
    Runnable action = last.getAndSet(null);
    if (action != null) {
      action.run();
    }
  }

  private Message request(AttachRequest.Call call) {
    if (open.get() > MAX_OPEN) {
      throw NoException.of(
          new Refusal(
              RefusalCode.LIMIT,
              "Expected at most %d calls without an answer on one stream; wait for answers"
                  .formatted(MAX_OPEN),
              PAUSE_MILLIS));
    }
    CommandCall<?, ?> command = ApiCommands.ofMethod(call.getMethod());
    if (command == null) {
      throw NoException.of(
          Refusal.invalid(
              "Expected a method that is one command, got %s; call it by itself"
                  .formatted(call.getMethod())));
    }
    try {
      return command.prototype().getParserForType().parseFrom(call.getRequest());
    } catch (InvalidProtocolBufferException e) {
      throw NoException.of(
          Refusal.invalid("Expected the request of %s: %s".formatted(command, e.getMessage())));
    }
  }

  private CallContext context(AttachRequest.Call call) {
    AttachRequest.Key key = call.getKey();
    return new CallContext(
        context.connection(),
        context.handle(),
        call.hasKey()
            ? new RequestKey(key.getSession(), key.getSequence(), key.getLowestUnanswered())
            : null,
        null);
  }

  private ShardProto.Reply no(String method, @Nullable Message request, Throwable failure) {
    NoException no = Statuses.no(failure);
    if (no.refusal().code() == RefusalCode.DENIED) {
      denials.denied(method, request);
    }
    return ReplyMapping.write(no.reply());
  }

  private void answer(long number, ShardProto.Reply reply) {
    flow.post(
        Push.newBuilder()
            .setAnswer(Push.Answer.newBuilder().setNumber(number).setReply(reply))
            .build());
  }
}
