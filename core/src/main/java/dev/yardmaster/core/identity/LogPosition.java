package dev.yardmaster.core.identity;

/** How many events a shard's log holds up to and including an event; 0 before the first. */
public record LogPosition(long value) implements Comparable<LogPosition> {
  public static final LogPosition START = new LogPosition(0);

  public LogPosition {
    if (value < 0) {
      throw new IllegalArgumentException("Expected a log position >= 0, got " + value);
    }
  }

  @Override
  public int compareTo(LogPosition other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
