package dev.yardmaster.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The state machine of R72, over every small configuration and every state it can come to. */
final class BreakerRulesTest {
  private static final long TIMEOUT = 100;

  /** A state and the time; periods are counted from it, so that equal situations are equal. */
  private record Situation(BreakerState state, long now) {
    /** What matters about it: neither absolute time nor numbers of periods and probes. */
    String key() {
      return switch (state) {
        case BreakerState.Closed closed -> "closed " + closed.tally();
        case BreakerState.Open open -> "open " + (open.untilMillis() - now);
        case BreakerState.HalfOpen half -> {
          StringBuilder text = new StringBuilder("half " + half.successes());
          half.probes().forEach(probe -> text.append(' ').append(probe.untilMillis() - now));
          yield text.toString();
        }
        case BreakerState.Forced forced -> "forced " + forced.open();
      };
    }
  }

  private static List<BreakerConfig> smallConfigurations() {
    List<BreakerConfig> all = new ArrayList<>();
    for (int successes = 1; successes <= 4; successes++) {
      for (int limit = 1; limit <= 4; limit++) {
        for (long probeTimeout : new long[] {TIMEOUT / 2, TIMEOUT, 3 * TIMEOUT}) {
          for (int failures = 1; failures <= 4; failures++) {
            all.add(
                new BreakerConfig(
                    new Trip.InARow(failures), TIMEOUT, successes, limit, probeTimeout));
          }
          all.add(
              new BreakerConfig(new Trip.Rate(50, 3, 2), TIMEOUT, successes, limit, probeTimeout));
        }
      }
    }
    return all;
  }

  /** Every situation that moves can lead to from a fresh breaker. */
  private static List<Situation> reachable(BreakerConfig config) {
    Set<String> seen = new HashSet<>();
    List<Situation> all = new ArrayList<>();
    Deque<Situation> next = new ArrayDeque<>();
    next.add(new Situation(BreakerRules.initial(0, config), 0));
    while (!next.isEmpty()) {
      Situation at = next.removeFirst();
      if (seen.add(at.key())) {
        all.add(at);
        next.addAll(after(at, config));
      }
    }
    return all;
  }

  private static List<Situation> after(Situation at, BreakerConfig config) {
    BreakerState state = at.state();
    long now = at.now();
    long next = state.period() + 1;
    List<BreakerState> states = new ArrayList<>();
    List<Situation> later = new ArrayList<>();
    for (long step : new long[] {TIMEOUT / 2, TIMEOUT}) {
      later.add(new Situation(BreakerRules.elapsed(state, now + step, next), now + step));
    }
    long probe = 1;
    List<Long> ids = new ArrayList<>(List.of(0L));
    if (state instanceof BreakerState.HalfOpen half) {
      for (BreakerState.Probe each : half.probes()) {
        ids.add(each.id());
        probe = Math.max(probe, each.id() + 1);
      }
    }
    if (BreakerRules.admits(state, config)) {
      states.add(BreakerRules.began(state, config, probe, now + config.probeTimeoutMillis()));
    }
    for (long id : ids) {
      states.add(BreakerRules.succeeded(state, config, state.period(), id, next));
      states.add(BreakerRules.failed(state, config, state.period(), id, now, next));
      states.add(BreakerRules.ended(state, id));
    }
    states.add(BreakerRules.notBefore(state, now + TIMEOUT, next));
    for (BreakerState each : states) {
      later.add(new Situation(each, now));
    }
    return later;
  }

  @Test
  void everyConfigurationClosesFromEveryStateWhenCallsSucceed() {
    int situations = 0;
    for (BreakerConfig config : smallConfigurations()) {
      for (Situation start : reachable(config)) {
        situations++;
        assertThat(healed(start, config)).as("%s from %s", config, start).isTrue();
      }
    }
    assertThat(situations).isGreaterThan(2_000);
  }

  /** One call after another, each of which succeeds; probes that run already never return. */
  private static boolean healed(Situation start, BreakerConfig config) {
    BreakerState state = start.state();
    long now = start.now();
    for (int steps = 0; steps < 40; steps++) {
      if (state instanceof BreakerState.Closed closed && !closed.tally().trips(config.trip())) {
        return true;
      }
      state = BreakerRules.elapsed(state, now, state.period() + 1);
      if (BreakerRules.admits(state, config)) {
        long id = 1_000L + steps;
        state = BreakerRules.began(state, config, id, now + config.probeTimeoutMillis());
        state = BreakerRules.succeeded(state, config, state.period(), id, state.period() + 1);
      } else {
        now += TIMEOUT / 2;
      }
    }
    return false;
  }

  @Test
  void neverMoreProbesThanTheLimitAndNeverSoManySuccessesThatItShouldBeClosed() {
    for (BreakerConfig config : smallConfigurations()) {
      for (Situation each : reachable(config)) {
        if (each.state() instanceof BreakerState.HalfOpen half) {
          assertThat(half.probes().size()).isLessThanOrEqualTo(config.halfOpenLimit());
          assertThat(half.successes()).isLessThan(config.successThreshold());
        }
        if (each.state() instanceof BreakerState.Closed(long period, Tally.Row row)) {
          assertThat(row.trips(config.trip())).isFalse();
        }
      }
    }
  }

  @Test
  void resultsOfAnotherPeriodChangeNothing() {
    for (BreakerConfig config : smallConfigurations()) {
      for (Situation each : reachable(config)) {
        BreakerState state = each.state();
        long past = state.period() - 1;
        long next = state.period() + 1;
        for (long id = 0; id < 6; id++) {
          assertThat(BreakerRules.succeeded(state, config, past, id, next)).isSameAs(state);
          assertThat(BreakerRules.failed(state, config, past, id, 5, next)).isSameAs(state);
        }
      }
    }
  }

  @Test
  void everyChangeOfStateBeginsAPeriodOfItsOwn() {
    for (BreakerConfig config : smallConfigurations()) {
      for (Situation each : reachable(config)) {
        for (Situation later : after(each, config)) {
          boolean same = later.state().name() == each.state().name();
          assertThat(later.state().period()).isEqualTo(each.state().period() + (same ? 0 : 1));
        }
      }
    }
  }

  @Test
  void aWindowAgreesWithAListOfTheLastResults() {
    SplittableRandom random = new SplittableRandom(72);
    for (int size : new int[] {1, 2, 63, 64, 65, 130, 1_000}) {
      Tally window = ResultWindow.of(size);
      Deque<Boolean> last = new ArrayDeque<>();
      for (int i = 0; i < 3 * size; i++) {
        boolean failed = random.nextInt(3) == 0;
        window = failed ? window.failure() : window.success();
        last.addLast(failed);
        if (last.size() > size) {
          last.removeFirst();
        }
        assertThat(window.failures()).isEqualTo((int) last.stream().filter(f -> f).count());
      }
      ResultWindow whole = (ResultWindow) window;
      assertThat(ResultWindow.restored(size, whole.results(), whole.next(), whole.bits()))
          .isEqualTo(whole);
    }
  }

  @Test
  void aRateTripsAtItsShareAndNotBeforeItsMinimum() {
    Trip rate = new Trip.Rate(50, 10, 4);
    Tally tally = Tally.empty(rate).failure().failure().failure();
    assertThat(tally.trips(rate)).isFalse();
    assertThat(tally.failure().trips(rate)).isTrue();
    assertThat(tally.success().trips(rate)).isTrue();
    assertThat(Tally.empty(rate).failure().success().success().success().trips(rate)).isFalse();
  }

  @Test
  void configurationsThatMakeNoSenseAreRefused() {
    BreakerConfig good = BreakerConfig.DEFAULT;
    assertThatThrownBy(() -> good.failureThreshold(0)).hasMessageContaining("failureThreshold");
    assertThatThrownBy(() -> good.failureRate(101, 10, 5)).hasMessageContaining("failure rate");
    assertThatThrownBy(() -> good.failureRate(50, 0, 1)).hasMessageContaining("window");
    assertThatThrownBy(() -> good.failureRate(50, 10, 11)).hasMessageContaining("minimum");
    assertThatThrownBy(() -> good.timeoutMillis(0)).hasMessageContaining("timeout");
    assertThatThrownBy(() -> good.successThreshold(0)).hasMessageContaining("successThreshold");
    assertThatThrownBy(() -> good.halfOpenLimit(101)).hasMessageContaining("halfOpenLimit");
    assertThatThrownBy(() -> good.probeTimeoutMillis(-1)).hasMessageContaining("probeTimeout");
  }
}
