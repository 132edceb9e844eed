package dev.yardmaster.core.machine;

import dev.yardmaster.core.identity.LogPosition;

/** Where and when the event being applied stands in the log. */
public record Stamp(LogPosition position, Now now) {
  public long stateMillis() {
    return now.stateMillis();
  }
}
