package dev.yardmaster.core.shard;

import dev.yardmaster.core.machine.Reply;
import java.util.List;

/** What became of one request: its reply, and what must be committed before it (maybe nothing). */
public record Decision(Reply reply, List<LogRecord.Entry> entries) {
  /** Whether there is nothing to commit. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
