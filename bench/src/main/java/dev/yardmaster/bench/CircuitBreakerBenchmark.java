package dev.yardmaster.bench;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.yardmaster.client.CircuitBreaker;
import dev.yardmaster.core.breaker.BreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Nanoseconds per successful call through a CLOSED circuit breaker that all threads share: ours,
 * Failsafe's and Resilience4j's, by failures in a row and by a rate over the last 100 results.
 *
 * <p>Resilience4j has no failures in a row; what comes nearest is a rate of 100 % over as many
 * results.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class CircuitBreakerBenchmark {
  private static final int IN_A_ROW = 5;
  private static final int WINDOW = 100;

  private final CircuitBreaker row =
      CircuitBreaker.of("row", BreakerConfig.DEFAULT.failureThreshold(IN_A_ROW));
  private final CircuitBreaker rate =
      CircuitBreaker.of("rate", BreakerConfig.DEFAULT.failureRate(50, WINDOW, WINDOW));
  private final FailsafeExecutor<Integer> failsafeRow =
      Failsafe.with(
          dev.failsafe.CircuitBreaker.<Integer>builder().withFailureThreshold(IN_A_ROW).build());
  private final FailsafeExecutor<Integer> failsafeRate =
      Failsafe.with(
          dev.failsafe.CircuitBreaker.<Integer>builder()
              .withFailureThreshold(WINDOW / 2, WINDOW)
              .build());
  private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilienceRow =
      resilience(100, IN_A_ROW);
  private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilienceRate =
      resilience(50, WINDOW);
  private int value = 42;

  private static io.github.resilience4j.circuitbreaker.CircuitBreaker resilience(
      int percent, int window) {
    return io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
        "resilience",
        CircuitBreakerConfig.custom()
            .slidingWindow(window, window, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(percent)
            .build());
  }

  @Benchmark
  public Integer plainCall() {
    return value;
  }

  @Benchmark
  public Integer inARow() throws Exception {
    return row.execute(() -> value);
  }

  @Benchmark
  public Integer inARowFailsafe() {
    return failsafeRow.get(() -> value);
  }

  @Benchmark
  public Integer inARowResilience4j() throws Exception {
    return resilienceRow.executeCallable(() -> value);
  }

  @Benchmark
  public Integer rate() throws Exception {
    return rate.execute(() -> value);
  }

  @Benchmark
  public Integer rateFailsafe() {
    return failsafeRate.get(() -> value);
  }

  @Benchmark
  public Integer rateResilience4j() throws Exception {
    return resilienceRate.executeCallable(() -> value);
  }
}
