package dev.yardmaster.client;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.Failure;
import java.time.Duration;
import java.util.List;

/**
 * How an attempt ended, by the word of its handler.
 *
 * {@snippet file="AgentExamplesTest.java" region="handler"}
 */
public sealed interface Outcome {
  record Succeeded(Payload result) implements Outcome {}

  record Failed(Failure failure, boolean retryable, Attribution attribution) implements Outcome {
    public Failed(Failure failure, boolean retryable) {
      this(failure, retryable, Attribution.NONE);
    }

    /** Counts as a failure of this breaker, which the task must name ({@link Task#breaker}). */
    public Failed on(String breaker) {
      return new Failed(
          failure,
          retryable,
          new Attribution(BreakerName.of(breaker), attribution.retryAfterMillis()));
    }

    /**
     * Whoever was called said when to come back: neither this task nor, if one is blamed, any that
     * names the breaker starts before; at most 30 days, rounded up to a millisecond.
     */
    public Failed retryAfter(Duration wait) {
      long millis = wait.plusNanos(999_999).toMillis();
      return new Failed(failure, retryable, new Attribution(attribution.breaker(), millis));
    }
  }

  /** One that counts only while locks are held. */
  record Guarded(Outcome outcome, List<Lock> locks) implements Outcome {
    public Guarded {
      locks = List.copyOf(locks);
    }
  }

  /**
   * The same, but it counts only if all these locks are still held when it is reported; otherwise
   * it has no effect and the attempt fails as {@code lock-lost}, to be tried again (R53). Leave the
   * locks open: what the attempt holds is given back when it ends.
   *
   * {@snippet file="LockExamplesTest.java" region="outcome"}
   */
  default Outcome ifHolds(Lock... locks) {
    return new Guarded(this, List.of(locks));
  }

  static Outcome success() {
    return new Succeeded(Payload.EMPTY);
  }

  static Outcome success(Payload result) {
    return new Succeeded(result);
  }

  /** Another attempt may follow. */
  static Failed failure(String type, String message) {
    return new Failed(new Failure(type, message), true);
  }

  /** No other attempt would help. */
  static Failed fatal(String type, String message) {
    return new Failed(new Failure(type, message), false);
  }
}
