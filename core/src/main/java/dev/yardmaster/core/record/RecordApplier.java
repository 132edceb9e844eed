package dev.yardmaster.core.record;

import dev.yardmaster.core.machine.Stamp;

/** Applies record events to the table; decides nothing. */
public final class RecordApplier {
  private final RecordTable table;

  public RecordApplier(RecordTable table) {
    this.table = table;
  }

  public void apply(RecordEvent event, Stamp stamp) {
    switch (event) {
      case RecordEvent.RecordPut e ->
          table.put(new StoredRecord(e.key(), e.by(), stamp.position().value(), e.value()));
      case RecordEvent.RecordDeleted e -> table.delete(e.key());
      case RecordEvent.VersionCheckFailed e -> table.countFailedChecks(1);
      case RecordEvent.RecordRestored e ->
          table.put(new StoredRecord(e.key(), e.by(), e.version(), e.value()));
      case RecordEvent.FailedChecksRestored e -> table.countFailedChecks(e.count());
    }
  }
}
