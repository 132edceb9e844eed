package dev.yardmaster.core.task;

/** Bytes of all inputs and results in the memory of one shard, over its workspaces (R4). */
public final class ShardPayloads {
  /** Most bytes of a shard. */
  public static final long MAX_BYTES = 1L << 30;

  private long bytes;

  public long bytes() {
    return bytes;
  }

  /** Bytes came, or, below 0, went. */
  public void add(long more) {
    bytes += more;
  }
}
