package dev.yardmaster.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.ResultWindow;
import dev.yardmaster.core.breaker.Trip;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.task.Timeouts;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers that callers choose are taken up to their bounds, and not one beyond. */
class BoundsTest {
  private static void bounds(long least, long most, LongConsumer make) {
    for (long value : new long[] {least, most}) {
      assertThatCode(() -> make.accept(value)).as("%d", value).doesNotThrowAnyException();
    }
    for (long value : new long[] {least - 1, most + 1}) {
      assertThatIllegalArgumentException().as("%d", value).isThrownBy(() -> make.accept(value));
    }
  }

  @Test
  void ofBreakers() {
    BreakerConfig config = BreakerConfig.DEFAULT;
    bounds(1, BreakerConfig.MAX_MILLIS, config::timeoutMillis);
    bounds(1, BreakerConfig.MAX_MILLIS, config::probeTimeoutMillis);
    bounds(1, BreakerConfig.MAX_SUCCESSES, value -> config.successThreshold((int) value));
    bounds(1, BreakerConfig.MAX_PROBES, value -> config.halfOpenLimit((int) value));
    bounds(1, Trip.MAX, value -> config.failureThreshold((int) value));
    bounds(1, 100, percent -> config.failureRate((int) percent, 10, 1));
    bounds(1, Trip.MAX, window -> config.failureRate(50, (int) window, 1));
    bounds(1, 10, minimum -> config.failureRate(50, 10, (int) minimum));
  }

  @Test
  void ofWindowsThatAreReadAgain() {
    bounds(1, Trip.MAX, size -> window((int) size, 0, 0, 0));
    bounds(0, 70, results -> window(70, (int) results, results == 70 ? 3 : (int) results, 0));
    bounds(0, 69, next -> window(70, 70, (int) next, 0));
    bounds(5, 5, next -> window(70, 5, (int) next, 0));
    bounds(0, 5, failures -> window(70, 5, 5, (int) Math.abs(failures) + (failures < 0 ? 9 : 0)));
  }

  private static void window(int size, int results, int next, int failures) {
    long[] bits = new long[(Math.max(size, 0) + 63) >> 6];
    IntStream.range(0, failures).forEach(at -> bits[0] |= 1L << at);
    ResultWindow.restored(size, results, next, bits);
  }

  @Test
  void ofWindowsInWords() {
    bounds(1, 1, words -> ResultWindow.restored(64, 0, 0, new long[(int) words]));
    bounds(2, 2, words -> ResultWindow.restored(65, 0, 0, new long[(int) words]));
  }

  @Test
  void ofTimeoutsAndRefills() {
    bounds(0, Timeouts.MAX_MILLIS, millis -> new Timeouts(millis, 0, 0));
    bounds(0, Timeouts.MAX_MILLIS, millis -> new Timeouts(0, millis, 0));
    bounds(0, Timeouts.MAX_MILLIS, millis -> new Timeouts(0, 0, millis));
    bounds(1, LockRequest.MAX_PERMITS, amount -> new Refill((int) amount, 1));
    bounds(1, Refill.MAX_INTERVAL_MILLIS, interval -> new Refill(1, interval));
  }

  @Test
  void ofPlacement() {
    stealing(1, 1, 100);
    assertThatIllegalArgumentException().isThrownBy(() -> stealing(0, 1, 100));
    bounds(1, 1_000, most -> stealing(1, (int) most, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> stealing(1, 1, 99));
    bounds(1, 128, length -> PlacementPolicy.DEFAULT.strategy("n".repeat((int) length)));
  }

  private static void stealing(int threshold, int most, long intervalMillis) {
    PlacementPolicy.DEFAULT.stealing(
        new PlacementPolicy.Stealing(true, threshold, most, intervalMillis));
  }

  @Test
  void ofAgents() {
    AgentProfile profile = AgentProfile.named("ada");
    bounds(0, 100, priority -> profile.priority((int) priority));
    bounds(1, AgentProfile.Slots.MAX, slots -> profile.maxConcurrentTasks((int) slots));
    bounds(0, AgentProfile.Slots.MAX, prefetch -> profile.prefetch((int) prefetch));
    bounds(
        0,
        AgentProfile.MAX_CAPABILITIES,
        many -> profile.capabilities(names("capability-", atLeastNone(many))));
    bounds(
        0,
        AgentProfile.MAX_LABELS,
        many -> {
          AgentProfile labelled = profile;
          for (String label : names("label-", atLeastNone(many))) {
            labelled = labelled.label(label, "x");
          }
        });
  }

  /** There is no number of things below none. */
  private static int atLeastNone(long many) {
    if (many < 0) {
      throw new IllegalArgumentException("Expected 0 or more");
    }
    return (int) many;
  }

  private static String[] names(String prefix, int many) {
    return IntStream.range(0, many).mapToObj(i -> prefix + i).toArray(String[]::new);
  }
}
