package dev.yardmaster.core.agent;

/** How an agent is attached, and so how long its session lives without a sign of life (R11). */
public enum Attachment {
  /** Within the server's own process; ends with it (R13). */
  IN_PROCESS(30_000),
  /** A stream or worker elsewhere. */
  STREAM(30_000),
  /** Plain requests; anything the agent calls renews. */
  REQUESTS(30 * 60_000);

  private final long ttlMillis;

  Attachment(long ttlMillis) {
    this.ttlMillis = ttlMillis;
  }

  public long ttlMillis() {
    return ttlMillis;
  }
}
