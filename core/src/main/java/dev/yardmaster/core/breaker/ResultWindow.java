package dev.yardmaster.core.breaker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The last results, oldest overwritten first; one bit each, set where it failed. Immutable. */
public final class ResultWindow implements Tally {
  private final int size;
  private final int results;
  private final int next;
  private final int failures;
  private final long[] bits;

  private ResultWindow(int size, int results, int next, int failures, long[] bits) {
    this.size = size;
    this.results = results;
    this.next = next;
    this.failures = failures;
    this.bits = bits;
  }

  static ResultWindow of(int size) {
    return new ResultWindow(size, 0, 0, 0, new long[(size + 63) >> 6]);
  }

  /**
   * A window as it was written down.
   *
   * @param results how many of its places are filled, from the first
   * @param next the place of the next result
   * @param bits 64 places each, set where the result was a failure
   */
  public static ResultWindow restored(int size, int results, int next, long[] bits) {
    int failures = 0;
    for (long word : bits) {
      failures += Long.bitCount(word);
    }
    boolean full = results == size;
    boolean whole =
        size >= 1
            && size <= Trip.MAX
            && bits.length == (size + 63) >> 6
            && results >= 0
            && results <= size
            && (full ? next >= 0 && next < size : next == results)
            && failures <= results;
    if (!whole) {
      throw new IllegalArgumentException(
          "Expected a window of %d results with %d filled, next %d and %d failures to make sense"
              .formatted(size, results, next, failures));
    }
    return new ResultWindow(size, results, next, failures, bits.clone());
  }

  @Override
  public ResultWindow success() {
    return add(false);
  }

  @Override
  public ResultWindow failure() {
    return add(true);
  }

  private ResultWindow add(boolean failed) {
    long[] after = bits.clone();
    long bit = 1L << (next & 63);
    boolean overwritten = (after[next >> 6] & bit) != 0;
    if (failed) {
      after[next >> 6] |= bit;
    } else {
      after[next >> 6] &= ~bit;
    }
    return new ResultWindow(
        size,
        Math.min(size, results + 1),
        next + 1 == size ? 0 : next + 1,
        failures + (failed ? 1 : 0) - (overwritten ? 1 : 0),
        after);
  }

  @Override
  public boolean fits(Trip trip) {
    return trip instanceof Trip.Rate rate && rate.window() == size;
  }

  public int size() {
    return size;
  }

  /** How many results it holds. */
  public int results() {
    return results;
  }

  public int next() {
    return next;
  }

  @Override
  public int failures() {
    return failures;
  }

  public long[] bits() {
    return bits.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResultWindow that
        && size == that.size
        && results == that.results
        && next == that.next
        && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * size + next) + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return "%d of the last %d failed".formatted(failures, results);
  }
}
