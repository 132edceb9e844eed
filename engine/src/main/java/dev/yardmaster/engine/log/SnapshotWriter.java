package dev.yardmaster.engine.log;

/** The maker of a snapshot: writes its chunks into a sink, in order. */
@FunctionalInterface
public interface SnapshotWriter {
  /** Writes all chunks; an exception discards the snapshot. */
  void writeTo(ChunkSink sink) throws LogException;

  /** The receiver of a snapshot's chunks. */
  @FunctionalInterface
  interface ChunkSink {
    /** Adds one chunk of at most {@link CommandLog#MAX_RECORD_BYTES}; may be reused afterwards. */
    void add(byte[] chunk) throws LogException;
  }
}
