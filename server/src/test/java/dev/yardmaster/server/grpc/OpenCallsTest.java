package dev.yardmaster.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.log.v1.ShardProto;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.server.gateway.CallContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How many calls of one stream may be open, whatever the engine makes of them. */
final class OpenCallsTest {
  private static final String METHOD = "yardmaster.v1.LockService/ReleaseAll";

  private final List<CompletableFuture<Message>> open = new ArrayList<>();
  private final Reader client = new Reader();
  private final CallsOnStream calls =
      new CallsOnStream(
          (method, request, context) -> {
            CompletableFuture<Message> reply = new CompletableFuture<>();
            open.add(reply);
            return reply;
          },
          CallContext.once(unused(), null),
          (method, request) -> {
            throw new AssertionError("Expected no denial, got one of " + method);
          },
          new Flow<>(client));

  private static Connection unused() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("Expected no call of " + method);
            });
  }

  private void take(int number) {
    calls.take(AttachRequest.Call.newBuilder().setNumber(number).setMethod(METHOD).build());
  }

  private static ShardProto.Reply done(long position) {
    return ReplyMapping.write(new Reply.Done(new LogPosition(position)));
  }

  @Test
  void oneMoreThanTheBoundIsRefusedAndTheNextIsTakenOnceOneIsAnswered() {
    for (int number = 1; number <= CallsOnStream.MAX_OPEN; number++) {
      take(number);
    }
    assertThat(open).hasSize(CallsOnStream.MAX_OPEN);
    assertThat(client.read).isEmpty();

    take(5_000);
    assertThat(open).hasSize(CallsOnStream.MAX_OPEN);
    Push.Answer refused = client.read.getFirst().getAnswer();
    assertThat(refused.getNumber()).isEqualTo(5_000);
    assertThat(ReplyMapping.read(refused.getReply()))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            no -> {
              assertThat(no.refusal().code()).isEqualTo(RefusalCode.LIMIT);
              assertThat(no.refusal().retryAfterMillis()).isPositive();
            });

    open.getFirst().complete(done(7));
    take(5_001);
    assertThat(open).hasSize(CallsOnStream.MAX_OPEN + 1);
    assertThat(client.read).hasSize(2).last().matches(push -> push.getAnswer().getNumber() == 1);
  }

  @Test
  void theStreamEndsOnlyWhenEveryCallIsAnswered() {
    AtomicBoolean ended = new AtomicBoolean();
    take(1);
    take(2);
    calls.whenAnswered(() -> ended.set(true));
    open.getLast().complete(done(1));
    assertThat(ended).isFalse();
    open.getFirst().complete(done(2));
    assertThat(ended).isTrue();
  }
}
