package dev.yardmaster.core.shard;

import dev.yardmaster.core.machine.Now;
import java.util.function.LongSupplier;

/** Stand-in until the core is merged. */
@SuppressWarnings("DoNotCallSuggester")
public final class ShardLeader {
  public ShardLeader(ShardState state, LongSupplier entropy) {}

  public LogRecord takeOver(Now now, long nonce, int increment) {
    throw new UnsupportedOperationException();
  }

  public void lead(Now now) {
    throw new UnsupportedOperationException();
  }

  public Decision decide(Request request, Now now) {
    throw new UnsupportedOperationException();
  }

  public int eventsEmitted() {
    throw new UnsupportedOperationException();
  }

  public boolean hasMore() {
    throw new UnsupportedOperationException();
  }

  public Deadline nextDeadline(Now now) {
    throw new UnsupportedOperationException();
  }
}
