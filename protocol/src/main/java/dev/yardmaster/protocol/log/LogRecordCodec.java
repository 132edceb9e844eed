package dev.yardmaster.protocol.log;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.protocol.log.v1.RecordProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Log records and snapshot chunks as bytes, and back.
 *
 * <p>Reading what was written gives an equal record, and equal records give equal bytes. The bytes
 * carry no checksum: whoever stores them guards them. Stateless; any thread may call it.
 */
public final class LogRecordCodec {
  /** The only version of the format that this release writes and reads. */
  public static final int FORMAT = 1;

  /**
   * Most bytes of one record or chunk. Far above what a batch may hold; reading refuses more before
   * it allocates anything.
   */
  public static final int MAX_BYTES = 64 << 20;

  /** Messages nest 8 deep at most; hostile bytes must not use up the stack. */
  private static final int MAX_DEPTH = 16;

  private static final int FORMAT_TAG =
      RecordProto.LogRecord.FORMAT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

  private LogRecordCodec() {}

  /**
   * The record as bytes.
   *
   * @throws UnwritableRecordException if it would not come back equal
   */
  public static byte[] encode(LogRecord written) {
    NameTable<WorkspaceId> workspaces = new NameTable<>();
    NameTable<Principal> principals = new NameTable<>();
    RecordProto.LogRecord.Builder record =
        RecordProto.LogRecord.newBuilder()
            .setFormat(FORMAT)
            .setIncarnation(written.incarnation())
            .setBase(written.base().value())
            .setNow(ShardMapping.write(written.now()))
            .setHashAfter(written.hashAfter());
    for (LogRecord.Entry entry : written.entries()) {
      record.addEntries(write(entry, record.getEntriesCount(), workspaces, principals));
    }
    record.addAllWorkspaces(workspaces.texts()).addAllPrincipals(principals.texts());
    return bytes(record.build());
  }

  /**
   * The record that {@link #encode} made these bytes of.
   *
   * @throws UnreadableRecordException if they are damaged, too many, of another format version, or
   *     of a newer release
   */
  public static LogRecord decode(byte[] bytes) {
    return reading(
        "log record",
        () -> {
          RecordProto.LogRecord record = Strict.known(parse(RecordProto.LogRecord.parser(), bytes));
          return new LogRecord(
              record.getIncarnation(),
              new LogPosition(record.getBase()),
              ShardMapping.read(record.getNow()),
              readAll(
                  record.getEntriesList(),
                  NameTable.read(record.getWorkspacesList(), WorkspaceId::of),
                  NameTable.read(record.getPrincipalsList(), Principal::of)),
              record.getHashAfter());
        });
  }

  /**
   * The entries in a chunk that {@link SnapshotChunks} made.
   *
   * @throws UnreadableRecordException as {@link #decode}
   */
  public static List<LogRecord.Entry> decodeEntries(byte[] bytes) {
    return reading(
        "snapshot chunk",
        () -> {
          RecordProto.Entries chunk = Strict.known(parse(RecordProto.Entries.parser(), bytes));
          return readAll(
              chunk.getEntriesList(),
              NameTable.read(chunk.getWorkspacesList(), WorkspaceId::of),
              NameTable.read(chunk.getPrincipalsList(), Principal::of));
        });
  }

  private static RecordProto.Entry write(
      LogRecord.Entry written,
      int index,
      NameTable<WorkspaceId> workspaces,
      NameTable<Principal> principals) {
    RecordProto.Entry.Builder entry =
        RecordProto.Entry.newBuilder()
            .setWorkspace(workspaces.indexOf(written.workspace()))
            .setPrincipal(principals.indexOf(written.principal()));
    try {
      for (Event event : written.events()) {
        entry.addEvents(EventMapping.write(event));
      }
    } catch (IllegalArgumentException unmapped) {
      throw new UnwritableRecordException(index, unmapped);
    }
    return entry.build();
  }

  private static byte[] bytes(RecordProto.LogRecord whole) {
    if (whole.getSerializedSize() <= MAX_BYTES) {
      return whole.toByteArray();
    }
    int largest = 0;
    for (int i = 1; i < whole.getEntriesCount(); i++) {
      if (whole.getEntries(i).getSerializedSize() > whole.getEntries(largest).getSerializedSize()) {
        largest = i;
      }
    }
    throw new UnwritableRecordException(
        largest,
        "expected a record of at most %d bytes, got %d, most of them here; split it"
            .formatted(MAX_BYTES, whole.getSerializedSize()));
  }

  private static List<LogRecord.Entry> readAll(
      List<RecordProto.Entry> entries,
      NameTable<WorkspaceId> workspaces,
      NameTable<Principal> principals) {
    List<LogRecord.Entry> read = new ArrayList<>(entries.size());
    for (RecordProto.Entry entry : entries) {
      Strict.known(entry);
      List<Event> events = new ArrayList<>(entry.getEventsCount());
      for (RecordProto.Event event : entry.getEventsList()) {
        events.add(EventMapping.read(Strict.known(event)));
      }
      read.add(
          new LogRecord.Entry(
              workspaces.at(entry.getWorkspace()), principals.at(entry.getPrincipal()), events));
    }
    return read;
  }

  private static <M> M parse(Parser<M> parser, byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableRecordException(
          "Expected at most %d bytes, got %d; the bytes are damaged"
              .formatted(MAX_BYTES, bytes.length));
    }
    checkFormat(CodedInputStream.newInstance(bytes));
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    input.setRecursionLimit(MAX_DEPTH);
    M message = parser.parseFrom(input);
    input.checkLastTagWas(0);
    return message;
  }

  private static void checkFormat(CodedInputStream input) throws IOException {
    if (input.isAtEnd() || input.readTag() != FORMAT_TAG) {
      throw new UnreadableRecordException(
          "Expected a format version first, got none; the bytes are damaged or something else");
    }
    int format = input.readUInt32();
    if (format != FORMAT) {
      throw new UnreadableRecordException(
          "Expected format version %d, got %d; read it with the release that wrote it"
              .formatted(FORMAT, Integer.toUnsignedLong(format)));
    }
  }

  /** What reads bytes, with all the ways in which bad ones show. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(String what, Reading<T> reading) {
    try {
      return reading.read();
    } catch (InvalidProtocolBufferException malformed) {
      throw new UnreadableRecordException(
          "Expected a %s, got malformed bytes (%s); the bytes are damaged"
              .formatted(what, malformed.getMessage()),
          malformed);
    } catch (IllegalArgumentException refused) {
      // The core's records refuse values outside of their bounds.
      throw new UnreadableRecordException(
          "Expected a legal %s, but: %s; the bytes are damaged"
              .formatted(what, refused.getMessage()),
          refused);
    } catch (IOException impossible) {
      throw new IllegalStateException("An array cannot fail to be read", impossible);
    }
  }
}
