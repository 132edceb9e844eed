package dev.yardmaster.core.message;

/** What became of a message for one recipient (R61, R62); furthest from its goal first. */
public enum Fate {
  QUEUED,
  DELIVERED,
  /** Given up after its deliveries; kept as a dead letter until purged. */
  DEAD,
  /** Not taken within its time to live. */
  EXPIRED,
  ACKED
}
