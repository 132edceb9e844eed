package dev.yardmaster.core.shard;

/** When the driver should submit a tick: by state time or by wall time, whichever comes first. */
public record Deadline(long stateMillis, long wallMillis) {
  public static final Deadline NEVER = new Deadline(Long.MAX_VALUE, Long.MAX_VALUE);
}
