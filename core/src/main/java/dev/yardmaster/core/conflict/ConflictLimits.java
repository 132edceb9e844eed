package dev.yardmaster.core.conflict;

import dev.yardmaster.core.machine.Payload;

/** Bounds of conflicts (R4, R71). */
public final class ConflictLimits {
  public static final int MAX_PARTIES = 64;

  /** Most open conflicts of a workspace; what the core sees beyond them it does not report. */
  public static final int MAX_OPEN = 1_000;

  /** So many resolved conflicts are remembered, the newest ones. */
  public static final int MAX_HISTORY = 10_000;

  /** Resolved conflicts are forgotten after 30 days. */
  public static final long HISTORY_MILLIS = 30L * 24 * 3_600_000;

  /** Most bytes of a party's evidence, except of an output conflict. */
  public static final int MAX_EVIDENCE_BYTES = 64 << 10;

  /** Most agents that may vote. */
  public static final int MAX_VOTERS = 1_000;

  /** A vote without a majority is over after a minute, unless its report says otherwise. */
  public static final long VOTE_MILLIS = 60_000;

  public static final long MAX_WAIT_MILLIS = 30L * 24 * 3_600_000;

  /** So many attempts that were taken from their agents are known again when they complete. */
  public static final int MAX_LOST_ATTEMPTS = 10_000;

  /** Most waits that one resolution moves to the head of their queues, the oldest ones. */
  public static final int MAX_ADVANCED = 8;

  /** Most locks that one resolution takes by force. */
  public static final int MAX_FORCED = 1_000;

  /** So many strategies are counted by name, further ones as {@code others}. */
  public static final int MAX_COUNTED = 100;

  static final int MAX_REASON = 256;

  private ConflictLimits() {}

  /** Most bytes of a party's evidence; of an output conflict as many as of a task's result. */
  static int evidenceBytes(Subject subject) {
    boolean output =
        subject instanceof Subject.OfTask task && task.aspect() == Subject.Aspect.OUTPUT;
    return output ? Payload.MAX_BYTES : MAX_EVIDENCE_BYTES;
  }
}
