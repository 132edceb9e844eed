package dev.yardmaster.client;

import dev.yardmaster.core.breaker.BreakerState;

/**
 * Where a circuit breaker is.
 *
 * {@snippet file="BreakerExamplesTest.java" region="alone"}
 */
public enum CircuitState {
  /** Calls go through and are counted. */
  CLOSED,
  /** Calls are refused until its time is over. */
  OPEN,
  /** A few calls go through, to try. */
  HALF_OPEN,
  /** Calls are refused until it is reset. */
  FORCED_OPEN,
  /** Calls go through, uncounted, until it is reset. */
  FORCED_CLOSED;

  static CircuitState of(BreakerState state) {
    return switch (state.name()) {
      case CLOSED -> CLOSED;
      case OPEN -> OPEN;
      case HALF_OPEN -> HALF_OPEN;
      case FORCED_OPEN -> FORCED_OPEN;
      case FORCED_CLOSED -> FORCED_CLOSED;
    };
  }
}
