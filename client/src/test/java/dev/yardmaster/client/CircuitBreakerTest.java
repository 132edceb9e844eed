package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.breaker.BreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A circuit breaker around any call, usable alone (R72). */
final class CircuitBreakerTest {
  private static final BreakerConfig CONFIG =
      BreakerConfig.DEFAULT
          .failureThreshold(2)
          .timeoutMillis(1_000)
          .successThreshold(3)
          .halfOpenLimit(2)
          .probeTimeoutMillis(500);

  private final AtomicLong clock = new AtomicLong();
  private final CircuitBreaker breaker = CircuitBreaker.of("api", CONFIG, clock::get);

  private static String broken() throws IOException {
    throw new IOException("down");
  }

  private void fail() {
    assertThatThrownBy(() -> breaker.execute(CircuitBreakerTest::broken))
        .isInstanceOf(IOException.class);
  }

  private void open() {
    fail();
    fail();
    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void failuresInARowOpenItAndCallsAreRefusedWithWhenToTryAgain() throws Exception {
    fail();
    assertThat(breaker.<String>execute(() -> "fine")).isEqualTo("fine");
    open();
    clock.addAndGet(400);
    assertThatThrownBy(() -> breaker.run(() -> {}))
        .isInstanceOfSatisfying(
            CircuitOpenException.class,
            e -> {
              assertThat(e.retryAfter()).contains(Duration.ofMillis(600));
              assertThat(e.breaker()).isEqualTo("api");
              assertThat(e).hasMessageContaining("try again in 600 ms");
            });
    assertThat(breaker.metrics())
        .isEqualTo(new CircuitMetrics(CircuitState.OPEN, 1, 3, 0, 1, 1, 0));
  }

  @Test
  void theConfigurationThatStuckItsPredecessorHalfOpenForEverCloses() throws Exception {
    open();
    clock.addAndGet(1_000);
    for (int i = 0; i < 3; i++) {
      assertThat(breaker.<String>execute(() -> "fine")).isEqualTo("fine");
    }
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aProbeThatNeverReturnsFreesItsPlaceAtProbeTimeout_resilience4j903() {
    open();
    clock.addAndGet(1_000);
    CircuitBreaker.Permit hung = breaker.acquire();
    breaker.acquire();
    assertThat(breaker.tryAcquire()).isEmpty();
    clock.addAndGet(499);
    assertThat(breaker.tryAcquire()).isEmpty();
    clock.addAndGet(1);
    for (int i = 0; i < 3; i++) {
      breaker.acquire().success();
    }
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
    hung.failure();
    assertThat(breaker.metrics().failuresCounted()).isZero();
  }

  @Test
  void aLateResultOfAnEarlierPeriodMovesNothing() {
    CircuitBreaker.Permit late = breaker.acquire();
    CircuitBreaker.Permit later = breaker.acquire();
    open();
    clock.addAndGet(1_000);
    CircuitBreaker.Permit probe = breaker.acquire();
    late.success();
    later.failure();
    assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);
    probe.failure();
    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void retryAfterIsHonouredToTheMillisecond_restate4447() {
    breaker.acquire().failure(Duration.ofSeconds(30));
    clock.addAndGet(29_999);
    assertThat(breaker.tryAcquire()).isEmpty();
    clock.addAndGet(1);
    assertThat(breaker.tryAcquire()).isPresent();
    CircuitBreaker.Permit permit = CircuitBreaker.of("other").acquire();
    assertThatThrownBy(() -> permit.failure(Duration.ofDays(31)))
        .hasMessageContaining("retryAfter");
  }

  @Test
  void theFirstWordAboutAPermitCountsAndAnIgnoredProbeFreesItsPlace() {
    open();
    clock.addAndGet(1_000);
    for (int i = 0; i < 5; i++) {
      CircuitBreaker.Permit permit = breaker.acquire();
      permit.ignore();
      permit.success();
    }
    assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);
    assertThat(breaker.metrics().ignored()).isEqualTo(5);
  }

  @Test
  void anInterruptionSaysNothingAboutWhoWasCalled() {
    Callable<String> interrupted =
        () -> {
          throw new InterruptedException();
        };
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> breaker.execute(interrupted))
          .isInstanceOf(InterruptedException.class);
    }
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void forcedItStaysUntilItIsReset() throws Exception {
    breaker.forceOpen();
    clock.addAndGet(1_000_000);
    assertThatThrownBy(breaker::acquire)
        .isInstanceOfSatisfying(
            CircuitOpenException.class, e -> assertThat(e.retryAfter()).isEmpty());
    breaker.forceClosed();
    for (int i = 0; i < 5; i++) {
      fail();
    }
    assertThat(breaker.state()).isEqualTo(CircuitState.FORCED_CLOSED);
    breaker.reset();
    assertThat(breaker.<String>execute(() -> "fine")).isEqualTo("fine");
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aRateOverAWindowOpensItToo() {
    CircuitBreaker rated = CircuitBreaker.of("rated", CONFIG.failureRate(50, 10, 4), clock::get);
    for (int i = 0; i < 2; i++) {
      rated.acquire().success();
      rated.acquire().failure();
    }
    assertThat(rated.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void listenersHearEveryChangeInOrderAndABadOneHarmsNobody() throws Exception {
    BlockingQueue<CircuitChange> heard = new LinkedBlockingQueue<>();
    breaker.onChange(change -> {
      throw new IllegalStateException("bad listener");
    });
    breaker.onChange(heard::add);
    open();
    clock.addAndGet(1_000);
    breaker.acquire().failure();
    breaker.reset();
    List<CircuitState> states = new ArrayList<>();
    for (long period = 1; period <= 4; period++) {
      CircuitChange change = heard.poll(10, TimeUnit.SECONDS);
      assertThat(change).isNotNull();
      assertThat(change.period()).isEqualTo(period);
      states.add(change.to());
    }
    assertThat(states)
        .containsExactly(
            CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.OPEN, CircuitState.CLOSED);
  }

  @Test
  void neverMoreProbesThanTheLimitUnderSixteenThreads_resilience4j1090() throws Exception {
    int threads = 16;
    for (int round = 0; round < 200; round++) {
      int limit = 1 + round % 4;
      CircuitBreaker shared =
          CircuitBreaker.of(
              "shared",
              CONFIG.failureThreshold(1).halfOpenLimit(limit).successThreshold(1_000),
              clock::get);
      shared.acquire().failure();
      clock.addAndGet(1_000);
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      AtomicInteger succeeded = new AtomicInteger();
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            Thread.ofPlatform()
                .start(() -> {
                  meet(start);
                  for (int call = 0; call < 50; call++) {
                    shared
                        .tryAcquire()
                        .ifPresent(permit -> {
                          most.accumulateAndGet(running.incrementAndGet(), Math::max);
                          for (int spin = ThreadLocalRandom.current().nextInt(200);
                              spin > 0;
                              spin--) {
                            Thread.onSpinWait();
                          }
                          running.decrementAndGet();
                          succeeded.incrementAndGet();
                          permit.success();
                        });
                  }
                }));
      }
      for (Thread thread : all) {
        thread.join();
      }
      assertThat(most.get()).isBetween(1, limit);
      assertThat(shared.metrics().successes()).isEqualTo(succeeded.get());
      assertThat(shared.state())
          .isEqualTo(succeeded.get() < 1_000 ? CircuitState.HALF_OPEN : CircuitState.CLOSED);
    }
  }

  private static void meet(CyclicBarrier start) {
    try {
      start.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
