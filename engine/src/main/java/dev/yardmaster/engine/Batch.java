package dev.yardmaster.engine;

import dev.yardmaster.core.shard.LogRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests decided together, in flight until they may be released. Owned by the driver's thread.
 */
final class Batch {
  private final List<Pending> requests;
  private final @Nullable LogRecord record;
  private final byte @Nullable [] bytes;
  private final boolean takeOver;
  private boolean settled;

  private Batch(
      List<Pending> requests,
      @Nullable LogRecord record,
      byte @Nullable [] bytes,
      boolean takeOver) {
    this.requests = requests;
    this.record = record;
    this.bytes = bytes;
    this.takeOver = takeOver;
  }

  /** With events: released when its record is committed. */
  static Batch logged(List<Pending> requests, LogRecord record, byte[] bytes) {
    return new Batch(requests, record, bytes, false);
  }

  /** Without events: released after every earlier batch, when the read barrier has returned. */
  static Batch unlogged(List<Pending> requests) {
    return new Batch(requests, null, null, false);
  }

  /** The record by which this node takes over. */
  static Batch takeOver(LogRecord record, byte[] bytes) {
    return new Batch(List.of(), record, bytes, true);
  }

  List<Pending> requests() {
    return requests;
  }

  @Nullable LogRecord record() {
    return record;
  }

  /** Its record as written; null when it has none. */
  byte @Nullable [] bytes() {
    return bytes;
  }

  /** Whether this array is this batch's own record: the instance, not the content. */
  @SuppressWarnings({"ArrayEquals", "ReferenceEquality"})
  boolean owns(byte[] candidate) {
    return bytes == candidate;
  }

  boolean isLogged() {
    return bytes != null;
  }

  boolean isTakeOver() {
    return takeOver;
  }

  void settle() {
    settled = true;
  }

  /** Whether its own condition for release is met; earlier batches go first all the same. */
  boolean isSettled() {
    return settled;
  }
}
