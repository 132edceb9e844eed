package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import java.util.List;

/**
 * One batch of decided commands: what a {@code CommandLog} appends as a unit.
 *
 * <p>Replay skips the record unless incarnation and base position match the state; a record whose
 * first event is {@link ShardEvent.LeaderChanged} is always applied.
 *
 * @param base position before its first event
 * @param hashAfter state hash after its last event; replay that differs is a broken invariant (S4)
 */
public record LogRecord(
    long incarnation, LogPosition base, Now now, List<Entry> entries, long hashAfter) {
  /** The events of one command, and who asked for it. */
  public record Entry(WorkspaceId workspace, Principal principal, List<Event> events) {
    public Entry {
      events = List.copyOf(events);
    }
  }

  public LogRecord {
    entries = List.copyOf(entries);
  }

  public int eventCount() {
    int count = 0;
    for (Entry entry : entries) {
      count += entry.events().size();
    }
    return count;
  }
}
