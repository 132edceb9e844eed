package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.CircuitBreaker;
import dev.yardmaster.client.CircuitBreakers;
import dev.yardmaster.client.CircuitChange;
import dev.yardmaster.client.CircuitMetrics;
import dev.yardmaster.client.CircuitOpenException;
import dev.yardmaster.client.CircuitState;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.SharedBreakers;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class BreakerExamplesTest extends ExampleYard {
  private static String search(String words) {
    return "found " + words;
  }

  @Test
  void aCallInThreeLines() throws Exception {
    // @start region="alone"
    CircuitBreaker breaker = CircuitBreaker.of("search", BreakerConfig.DEFAULT.failureThreshold(3));
    String answer = breaker.execute(() -> search("trains")); // or CircuitOpenException, at once
    CircuitState state = breaker.state(); // CLOSED
    // @end
    assertThat(answer).isEqualTo("found trains");
    assertThat(state).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void whatIsOpenIsLeftAlone() throws Exception {
    List<CircuitChange> seen = new CopyOnWriteArrayList<>();
    Duration wait = Duration.ZERO;
    // @start region="open"
    CircuitBreakers breakers = new CircuitBreakers(BreakerConfig.DEFAULT.failureThreshold(1));
    CircuitBreaker breaker = breakers.get("search");
    breaker.onChange((CircuitChange change) -> seen.add(change));
    breaker.acquire().failure();
    try {
      breaker.execute(() -> search("trains"));
    } catch (CircuitOpenException e) {
      wait = e.retryAfter().orElseThrow(); // until then, do without
    }
    CircuitMetrics metrics = breaker.metrics(); // one failure, one call refused, one trip
    // @end
    assertThat(wait).isPositive();
    assertThat(metrics.refused()).isEqualTo(1);
    assertThat(metrics.trips()).isEqualTo(1);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !seen.isEmpty());
  }

  @Test
  void tasksOfAnOpenBreakerWait() {
    // @start region="shared"
    SharedBreakers breakers = manager.breakers();
    breakers.declare("search", BreakerConfig.DEFAULT.failureThreshold(1));
    manager.tasks().submit(Task.of("look-up").breaker("search"));
    Worker worker =
        manager.work(
            AgentProfile.named("seeker"),
            task ->
                Outcome.failure("429", "slow down").on("search").retryAfter(Duration.ofMinutes(1)));
    // @end
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> breakers.find("search").orElseThrow().state().name() == BreakerState.Name.OPEN);
    worker.close();
  }
}
