package dev.yardmaster.core.identity;

/**
 * A number that rises for life: incarnation x 2^40 + log position of the event that issued it (S8).
 *
 * <p>A later holder of the same thing always has the greater token, through failover and restore,
 * so whoever guards a resource can refuse every holder but the newest. 0 is no token.
 */
public record FencingToken(long value) implements Comparable<FencingToken> {
  public static final FencingToken NONE = new FencingToken(0);
  private static final int POSITION_BITS = 40;

  public static FencingToken of(long incarnation, LogPosition position) {
    if (incarnation < 0 || incarnation >= 1L << (63 - POSITION_BITS)) {
      throw new IllegalArgumentException("Expected an incarnation of 23 bits, got " + incarnation);
    }
    if (position.value() >= 1L << POSITION_BITS) {
      throw new IllegalArgumentException("Expected a position of 40 bits, got " + position);
    }
    return new FencingToken((incarnation << POSITION_BITS) + position.value());
  }

  /** Where in the log it was made. */
  public LogPosition position() {
    return new LogPosition(value & ((1L << POSITION_BITS) - 1));
  }

  @Override
  public int compareTo(FencingToken other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
