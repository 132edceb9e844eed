package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a receiver asks for mail: when there may be some, and once when its time is over. */
@Timeout(60)
final class AskedMailTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AtomicInteger asked = new AtomicInteger();

  /** Counts what is asked of the mailbox. */
  private Connection counted(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (arguments != null
                  && arguments[0] instanceof Request request
                  && request.command() instanceof MessageCommand.Receive) {
                asked.incrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void whoWaitsForMailDoesNotAskAgainBeforeSomeCame() throws Exception {
    Connection connection =
        counted(ConnectionProvider.connect(new Target.Memory(CoordinationConfig.defaults())));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Yardmaster yard = Yardmaster.over(connection)) {
      CoordinationManager manager = yard.workspace("w");
      AgentSession a = manager.agents().register(AgentProfile.named("a"));
      AgentSession b = manager.agents().register(AgentProfile.named("b"));
      MessageRouter messages = manager.messages();

      assertThat(messages.receive(b, 10, SHORT)).isEmpty();
      assertThat(asked).as("at first, and when the time was over").hasValue(2);

      Future<List<Received>> waiting =
          threads.submit(() -> messages.receive(b, 10, Duration.ofSeconds(30)));
      messages.send(a, b.id(), "note", Payload.text("hello"));
      assertThat(waiting.get(30, TimeUnit.SECONDS)).hasSize(1).allSatisfy(Received::ack);
      assertThat(asked).as("when some had come").hasValue(3);

      assertThat(messages.receive(b, 10, SHORT)).isEmpty();
      assertThat(asked).as("all was taken; when the time was over").hasValue(4);

      for (int i = 0; i < 3; i++) {
        messages.send(a, b.id(), "note", Payload.text("hello"));
      }
      assertThat(messages.receive(b, 2, Duration.ofHours(1))).hasSize(2);
      assertThat(messages.receive(b, 2, Duration.ofHours(1))).as("what was left").hasSize(1);
    }
  }
}
