package dev.yardmaster.core.breaker;

/** When failures open a breaker. */
public sealed interface Trip {
  /** Most failures in a row, or results of a window. */
  int MAX = 1_000;

  /**
   * So many failures in a row, without a success between them.
   *
   * @param failures 1-1,000
   */
  record InARow(int failures) implements Trip {
    public InARow {
      if (failures < 1 || failures > MAX) {
        throw new IllegalArgumentException(
            "Expected a failureThreshold of 1 to %d, got %d".formatted(MAX, failures));
      }
    }
  }

  /**
   * Such a share of failures among the last results; looked at when a failure comes, so that no
   * success ever opens it.
   *
   * @param percent 1-100
   * @param window how many of the last results count, 1-1,000
   * @param minimum the share means nothing before so many results, 1 to {@code window}
   */
  record Rate(int percent, int window, int minimum) implements Trip {
    public Rate {
      if (percent < 1 || percent > 100) {
        throw new IllegalArgumentException(
            "Expected a failure rate of 1 to 100 %%, got %d %%".formatted(percent));
      }
      if (window < 1 || window > MAX) {
        throw new IllegalArgumentException(
            "Expected a window of 1 to %d results, got %d".formatted(MAX, window));
      }
      if (minimum < 1 || minimum > window) {
        throw new IllegalArgumentException(
            "Expected a minimum of 1 to %d results, the size of the window, got %d"
                .formatted(window, minimum));
      }
    }
  }
}
