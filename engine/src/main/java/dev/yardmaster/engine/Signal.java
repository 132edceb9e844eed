package dev.yardmaster.engine;

import dev.yardmaster.engine.log.LogException;
import org.jspecify.annotations.Nullable;

/** What the log tells the driver. */
sealed interface Signal {
  /** The very array that was appended, for own records: recognized by identity. */
  @SuppressWarnings("ArrayRecordComponent")
  record Committed(long index, byte[] bytes) implements Signal {}

  record AppendFailed(Batch batch, LogException reason) implements Signal {}

  record BarrierReturned(Batch batch, @Nullable Throwable failure) implements Signal {}

  record LeadershipGained() implements Signal {}

  record LeadershipLost(LogException reason) implements Signal {}

  record Writable(boolean writable) implements Signal {}

  /** A snapshot overtook this node; what was delivered so far is void. */
  record Overtaken() implements Signal {}
}
