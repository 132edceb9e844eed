package dev.yardmaster.engine.log;

/**
 * The receiver of a log's snapshots, committed records and changes of leadership.
 *
 * <p>Called by one thread at a time: the caller of {@link CommandLog#start}, afterwards the log's
 * thread. A listener that throws stops the log (LISTENER_FAILED): its state is unknown.
 */
public interface LogListener {
  /**
   * Replaces everything delivered so far by a snapshot, which is valid during this call only. May
   * come again later when a replicated log overtakes this node.
   */
  void restore(LogSnapshot snapshot) throws LogException;

  /**
   * Delivers a committed record; indices follow each other without gap. Own and foreign records
   * arrive here alike, and so may one whose append was answered with LEADERSHIP_LOST.
   */
  void committed(long index, byte[] record);

  /** This node may append from now on. */
  void leadershipGained();

  /** This node may not append any more; what was waiting fails after this call. */
  void leadershipLost(LogException reason);

  /**
   * The log turned read-only because its disk is nearly full ({@code false}), or accepts records
   * again ({@code true}). A log is writable until told otherwise.
   */
  void writable(boolean writable);
}
