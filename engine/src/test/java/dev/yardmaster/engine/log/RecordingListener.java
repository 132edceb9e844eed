package dev.yardmaster.engine.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A listener that remembers everything; safe for any thread. */
final class RecordingListener implements LogListener {
  private final List<String> events = new ArrayList<>();
  private final List<byte[]> records = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<String> chunks = new ArrayList<>();
  private long restoredAt;
  private long lastIndex;

  @Override
  public synchronized void restore(LogSnapshot snapshot) throws LogException {
    events.add("restore " + snapshot.index());
    texts.clear();
    records.clear();
    chunks.clear();
    Optional<byte[]> chunk = snapshot.next();
    while (chunk.isPresent()) {
      chunks.add(new String(chunk.get(), StandardCharsets.UTF_8));
      chunk = snapshot.next();
    }
    restoredAt = snapshot.index();
    lastIndex = snapshot.index();
  }

  @Override
  public synchronized void committed(long index, byte[] record) {
    if (index != lastIndex + 1) {
      throw new IllegalStateException("Expected index " + (lastIndex + 1) + ", got " + index);
    }
    lastIndex = index;
    records.add(record);
    texts.add(new String(record, StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void leadershipGained() {
    events.add("leader");
  }

  @Override
  public synchronized void leadershipLost(LogException reason) {
    events.add("lost " + reason.kind());
  }

  @Override
  public synchronized void writable(boolean writable) {
    events.add(writable ? "writable" : "read-only");
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** The records delivered since the last restore. */
  synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  synchronized List<byte[]> records() {
    return List.copyOf(records);
  }

  /** The chunks of the last restore. */
  synchronized List<String> chunks() {
    return List.copyOf(chunks);
  }

  synchronized long restoredAt() {
    return restoredAt;
  }

  synchronized long lastIndex() {
    return lastIndex;
  }
}
