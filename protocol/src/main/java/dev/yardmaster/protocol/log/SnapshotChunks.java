package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.protocol.log.v1.RecordProto;
import java.util.function.Consumer;

/**
 * Makes the entries of a snapshot into chunks of bytes, which {@link LogRecordCodec#decodeEntries}
 * reads one by one.
 *
 * <p>A chunk is full with 500 events or 1 MiB, whichever comes first, so that no snapshot fails or
 * takes much memory because of what it holds; an event larger than that has a chunk for itself. An
 * entry may lie in several chunks. Every event is made into its message once, and that tells its
 * size. Owned by one thread.
 */
public final class SnapshotChunks {
  static final int MAX_EVENTS = 500;
  static final int MAX_BYTES = 1 << 20;

  private final Consumer<byte[]> sink;
  private RecordProto.Entries.Builder chunk = RecordProto.Entries.newBuilder();
  private NameTable<WorkspaceId> workspaces = new NameTable<>();
  private NameTable<Principal> principals = new NameTable<>();
  private int entries;
  private int events;
  private long bytes;

  public SnapshotChunks(Consumer<byte[]> sink) {
    this.sink = sink;
  }

  /**
   * Adds an entry behind the others.
   *
   * @throws UnwritableRecordException if it would not come back equal
   */
  public void add(LogRecord.Entry written) {
    RecordProto.Entry.Builder entry = begin(written);
    for (Event event : written.events()) {
      RecordProto.Event message = write(event);
      int size = message.getSerializedSize();
      if (events == MAX_EVENTS || (events > 0 && bytes + size > MAX_BYTES)) {
        end(entry);
        finish();
        entry = begin(written);
      }
      entry.addEvents(message);
      events++;
      bytes += size;
    }
    end(entry);
    entries++;
  }

  private RecordProto.Entry.Builder begin(LogRecord.Entry written) {
    return RecordProto.Entry.newBuilder()
        .setWorkspace(workspaces.indexOf(written.workspace()))
        .setPrincipal(principals.indexOf(written.principal()));
  }

  private void end(RecordProto.Entry.Builder entry) {
    if (entry.getEventsCount() > 0) {
      chunk.addEntries(entry);
    }
  }

  private RecordProto.Event write(Event event) {
    try {
      return EventMapping.write(event);
    } catch (IllegalArgumentException unmapped) {
      throw new UnwritableRecordException(entries, unmapped);
    }
  }

  /** Hands on what is left; to be called once after the last entry. */
  public void finish() {
    if (events == 0) {
      return;
    }
    chunk.setFormat(LogRecordCodec.FORMAT);
    chunk.addAllWorkspaces(workspaces.texts()).addAllPrincipals(principals.texts());
    sink.accept(chunk.build().toByteArray());
    chunk = RecordProto.Entries.newBuilder();
    workspaces = new NameTable<>();
    principals = new NameTable<>();
    events = 0;
    bytes = 0;
  }
}
