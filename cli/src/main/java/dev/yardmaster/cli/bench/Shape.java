package dev.yardmaster.cli.bench;

import java.time.Duration;

/**
 * How much of a load, and for how long.
 *
 * @param agents that join, 1-10,000
 * @param slots tasks at once of each
 * @param rate operations begun per second; 0 for as many as the server takes
 * @param outstanding operations begun and not over at once, at most
 * @param warmUp what begins in it is done and not measured
 * @param length of what is measured
 * @param patience how long to wait at the end while nothing more is over
 */
record Shape(
    int agents,
    int slots,
    double rate,
    int outstanding,
    Duration warmUp,
    Duration length,
    Duration patience) {
  static final int MAX_AGENTS = 10_000;

  Shape {
    within("--agents", agents, 1, MAX_AGENTS);
    within("--slots", slots, 1, 500);
    within("--outstanding", outstanding, 1, 100_000);
    within("--seconds", length.toSeconds(), 1, 86_400);
    within("--warm-up", warmUp.toSeconds(), 0, 3_600);
    if (!(rate >= 0 && rate <= 1_000_000)) {
      throw new IllegalArgumentException(
          "Expected --rate of 0 to 1,000,000 per second, got " + rate);
    }
  }

  private static void within(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Expected %s of %,d to %,d, got %d".formatted(option, least, most, value));
    }
  }

  /** The same, with no more outstanding than there are agents: each does one thing at a time. */
  Shape oneEach() {
    return new Shape(agents, slots, rate, Math.min(outstanding, agents), warmUp, length, patience);
  }

  boolean isOpen() {
    return rate > 0;
  }
}
