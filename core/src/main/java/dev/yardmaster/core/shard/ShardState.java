package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.workspace.Workspace;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stand-in until the core is merged. */
@SuppressWarnings("DoNotCallSuggester")
public final class ShardState {
  public boolean replay(LogRecord record) {
    throw new UnsupportedOperationException();
  }

  public void restore(List<LogRecord.Entry> chunk) {
    throw new UnsupportedOperationException();
  }

  public void finishRestore() {
    throw new UnsupportedOperationException();
  }

  public void snapshot(Consumer<LogRecord.Entry> sink) {
    throw new UnsupportedOperationException();
  }

  public LogPosition position() {
    throw new UnsupportedOperationException();
  }

  public long incarnation() {
    throw new UnsupportedOperationException();
  }

  public long leaderNonce() {
    throw new UnsupportedOperationException();
  }

  public Now now() {
    throw new UnsupportedOperationException();
  }

  public long hash() {
    throw new UnsupportedOperationException();
  }

  public @Nullable Workspace workspace(WorkspaceId id) {
    throw new UnsupportedOperationException();
  }
}
