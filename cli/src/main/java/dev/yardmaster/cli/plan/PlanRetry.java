package dev.yardmaster.cli.plan;

import java.time.Duration;
import java.util.List;

/**
 * When a failed attempt is tried again: after {@code delay * factor^n}, at most {@code cap}, give
 * or take the share {@code jitter}; never after a failure in {@code nonRetryable}.
 */
public record PlanRetry(
    int maxRetries,
    Duration delay,
    double factor,
    double jitter,
    Duration cap,
    List<NonRetryable> nonRetryable) {

  /** What R20 gives to a task that says nothing. */
  public static final PlanRetry DEFAULT =
      new PlanRetry(2, Duration.ofSeconds(1), 2, 0.2, Duration.ofMinutes(5), List.of());

  public PlanRetry {
    nonRetryable = List.copyOf(nonRetryable);
  }

  /** A failure after which trying again is pointless. */
  public sealed interface NonRetryable {

    /** The process ended with this code. */
    record ExitCode(int code) implements NonRetryable {}

    /** The failure was reported under this type, for example {@code timeout}. */
    record ErrorType(String type) implements NonRetryable {}
  }
}
