package dev.yardmaster.protocol.log;

import dev.yardmaster.core.shard.LogRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stand-in until the codec is merged. */
public final class LogRecordCodec {
  private static final Map<Long, Object> KNOWN = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  private LogRecordCodec() {}

  public static byte[] encode(LogRecord record) {
    return put(record);
  }

  public static LogRecord decode(byte[] bytes) {
    return (LogRecord) get(bytes);
  }

  public static byte[] encodeEntries(List<LogRecord.Entry> entries) {
    return put(List.copyOf(entries));
  }

  @SuppressWarnings("unchecked")
  public static List<LogRecord.Entry> decodeEntries(byte[] bytes) {
    return (List<LogRecord.Entry>) get(bytes);
  }

  private static byte[] put(Object value) {
    long id = NEXT.incrementAndGet();
    KNOWN.put(id, value);
    return ByteBuffer.allocate(8).putLong(id).array();
  }

  private static Object get(byte[] bytes) {
    return java.util.Objects.requireNonNull(KNOWN.get(ByteBuffer.wrap(bytes).getLong()));
  }
}
