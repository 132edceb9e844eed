package dev.yardmaster.engine.log;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An ordered, durable sequence of opaque records: memory, a local folder, or a replicated group.
 *
 * <p>Indices are dense and begin at 1. {@link #append}, {@link #readBarrier}, {@link #read}, {@link
 * #newestSnapshot}, {@link #saveSnapshot} and {@link #compact} may be called from any thread once
 * {@link #start} has returned.
 */
public interface CommandLog extends AutoCloseable {
  /** The longest record or snapshot chunk, in bytes. */
  int MAX_RECORD_BYTES = 16 << 20;

  /**
   * Delivers the newest usable snapshot, then every committed record after it, in order, on the
   * calling thread, and returns when caught up. Afterwards each newly committed record, own or
   * foreign, and every change of leadership is delivered from the log's one thread. A log without
   * peers gains leadership before this returns. May be called once.
   *
   * @throws LogException DAMAGED or READ_FAILED; the listener must then forget what it was given
   */
  void start(LogListener listener) throws LogException;

  /**
   * Proposes one record of at most {@link #MAX_RECORD_BYTES}, which the caller must not change any
   * more. It is committed when {@link LogListener#committed} is called with it (the same array
   * instance for own records); the returned stage completes right after, on the log's thread, with
   * the index. Records appended by one thread are committed in that order. The stage completes
   * exceptionally with a {@link LogException}, whose kind says whether the record may still arrive.
   */
  CompletionStage<Long> append(byte[] record);

  /**
   * Completes when this node is certain to be leader still and everything committed before the call
   * has been delivered (Raft ReadIndex; locally at once).
   */
  CompletionStage<Void> readBarrier();

  /**
   * Reads committed records from an index on; the index after the last one is allowed.
   *
   * @throws LogException OUT_OF_RANGE when the index is compacted or lies beyond the end
   */
  LogReader read(long fromIndex) throws LogException;

  /**
   * Stores a snapshot that replaces all records up to {@code index}; durable when this returns. The
   * log is not stalled meanwhile.
   *
   * @throws LogException OUT_OF_RANGE when the index is not committed; STORAGE_FULL and
   *     STORAGE_FAILED when the snapshot (and nothing else) could not be stored
   */
  void saveSnapshot(long index, SnapshotWriter writer) throws LogException;

  /** Opens the newest undamaged snapshot, to be closed by the caller. */
  Optional<LogSnapshot> newestSnapshot() throws LogException;

  /**
   * Drops what is no longer needed. Keeps at least the records after {@code index}, the two newest
   * snapshots and the records after the older of these, so that one damaged snapshot loses nothing;
   * with fewer than two snapshots nothing is dropped.
   */
  void compact(long index) throws LogException;

  /** The oldest index that can still be read; 1 more than {@link #lastIndex} when there is none. */
  long firstIndex();

  /**
   * The newest index that was delivered to the listener, or is being delivered; 0 when there is
   * none. A record can be read from the moment its listener is called.
   */
  long lastIndex();

  /** Commits what is waiting, then refuses every later call with CLOSED. Idempotent. */
  @Override
  void close();
}
