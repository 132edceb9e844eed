package dev.yardmaster.core.record;

import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All records of a workspace, by key. Read by anyone on the driver. */
public final class RecordTable {
  /** Most records of a workspace (R70). */
  public static final int MAX_RECORDS = 100_000;

  /** Most bytes of one record (R70). */
  public static final int MAX_VALUE_BYTES = 64 << 10;

  private final TreeMap<RecordKey, StoredRecord> records = new TreeMap<>();
  private long bytes;
  private long failedChecks;
  private long hash;

  public @Nullable StoredRecord find(RecordKey key) {
    return records.get(key);
  }

  /** Records whose keys come after this one, or all, by key. */
  public Collection<StoredRecord> after(@Nullable RecordKey key) {
    SortedMap<RecordKey, StoredRecord> from = key == null ? records : records.tailMap(key, false);
    return Collections.unmodifiableCollection(from.values());
  }

  public int size() {
    return records.size();
  }

  /** Bytes of all contents (R4). */
  public long bytes() {
    return bytes;
  }

  /** How many writes and deletions met another version than they expected. */
  public long failedChecks() {
    return failedChecks;
  }

  public long hash() {
    return Hashing.fold(Hashing.fold(72, hash), failedChecks);
  }

  public void snapshot(Consumer<Event> sink) {
    if (failedChecks > 0) {
      sink.accept(new RecordEvent.FailedChecksRestored(failedChecks));
    }
    for (StoredRecord each : records.values()) {
      sink.accept(
          new RecordEvent.RecordRestored(each.key(), each.by(), each.version(), each.value()));
    }
  }

  public void verify(List<String> problems) {
    long sum = 0;
    long size = 0;
    for (StoredRecord each : records.values()) {
      sum += each.hash();
      size += each.value().size();
    }
    if (sum != hash) {
      problems.add("S4: records hash to %x, expected %x".formatted(sum, hash));
    }
    if (size != bytes || records.size() > MAX_RECORDS) {
      problems.add("R70: records are %d bytes, counted %d".formatted(size, bytes));
    }
  }

  void put(StoredRecord next) {
    StoredRecord before = records.put(next.key(), next);
    forget(before);
    bytes += next.value().size();
    hash += next.hash();
  }

  void delete(RecordKey key) {
    StoredRecord before = records.remove(key);
    if (before == null) {
      throw new IllegalStateException("R70: expected record %s to exist".formatted(key));
    }
    forget(before);
  }

  private void forget(@Nullable StoredRecord before) {
    if (before != null) {
      bytes -= before.value().size();
      hash -= before.hash();
    }
  }

  void countFailedChecks(long more) {
    failedChecks += more;
  }
}
