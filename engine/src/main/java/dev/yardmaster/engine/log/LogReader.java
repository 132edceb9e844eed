package dev.yardmaster.engine.log;

/** A cursor over committed records; used by one thread. */
public interface LogReader extends AutoCloseable {
  /**
   * Moves to the next record; false when no further one is committed yet (ask again later).
   *
   * @throws LogException OUT_OF_RANGE when the next record was compacted meanwhile; DAMAGED,
   *     READ_FAILED, CLOSED
   */
  boolean advance() throws LogException;

  /** The index of the current record. */
  long index();

  /** The current record. */
  byte[] record();

  @Override
  void close();
}
