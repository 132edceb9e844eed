package dev.yardmaster.client;

import java.time.Duration;
import java.util.Optional;

/**
 * The call was not made: its circuit breaker is open, or all its probes run already.
 *
 * {@snippet file="BreakerExamplesTest.java" region="open"}
 */
public final class CircuitOpenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String breaker;
  private final CircuitState state;
  private final long retryAfterMillis;

  CircuitOpenException(String breaker, CircuitState state, long retryAfterMillis) {
    super(
        retryAfterMillis < 0
            ? "Circuit breaker %s is %s; do without, or try again later".formatted(breaker, state)
            : "Circuit breaker %s is %s; try again in %d ms"
                .formatted(breaker, state, retryAfterMillis),
        null,
        false,
        false); // no stack trace: it is thrown often, and to save time
    this.breaker = breaker;
    this.state = state;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** The name of the breaker. */
  public String breaker() {
    return breaker;
  }

  public CircuitState state() {
    return state;
  }

  /** When to try again; empty while that is up to a running probe or an operator. */
  public Optional<Duration> retryAfter() {
    return retryAfterMillis < 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(retryAfterMillis));
  }
}
