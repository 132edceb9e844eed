package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.server.gateway.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is stopped in order, and what its clients see of it. */
@Timeout(60)
final class GracefulStopTest {
  /** Longer than a test may take: whoever waited for it would be seen. */
  private static final Duration LONG = Duration.ofHours(1);

  private static ServerOptions options(int grpcPort) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new ServerOptions(
        new InetSocketAddress(loopback, 0),
        new InetSocketAddress(loopback, grpcPort),
        Set.of(),
        ServerOptions.Security.NONE,
        Limits.DEFAULT,
        LONG);
  }

  @Test
  void streamsThatNeverEndDoNotHoldUpTheStopAndGoOnWithTheNextServer() throws Exception {
    Engine engine = Engine.inMemory(EngineOptions.of(CoordinationConfig.defaults()));
    YardmasterServer server = YardmasterServer.start(engine, options(0));
    int port = server.grpcPort();
    try (Yardmaster yard = Yardmaster.connect("127.0.0.1:" + port)) {
      CoordinationManager manager = yard.workspace("default");
      AgentSession agent = manager.agents().register(AgentProfile.named("a1"));
      AtomicInteger events = new AtomicInteger();
      EventSubscription watch =
          manager.events().subscribe(LogPosition.START, event -> events.incrementAndGet());
      await().until(() -> events.get() > 0);
      StrategyRegistration strategy =
          manager
              .tasks()
              .registerStrategy("mine", request -> new PlacementChoice(AgentId.of("nobody"), ""));

      server.close();
      server = YardmasterServer.start(engine, options(port));

      int before = events.get();
      manager.pause("a test");
      await().until(() -> events.get() > before);
      assertThat(agent.isLive()).isTrue();
      assertThat(strategy.ended().toCompletableFuture()).isNotDone();
      strategy.close();
      watch.close();
    } finally {
      server.close();
      engine.close();
    }
  }
}
