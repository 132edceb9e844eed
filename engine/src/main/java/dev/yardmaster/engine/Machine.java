package dev.yardmaster.engine;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.shard.Deadline;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.Workspace;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shard's state and its leader's part, as the driver sees them.
 *
 * <p>The seam at which tests of the driver's failure rules put a machine that fails on demand; the
 * real one is {@link CoreMachine}. Owned by one thread.
 */
interface Machine {
  /** Takes the next chunk of a snapshot. */
  void restore(List<LogRecord.Entry> chunk);

  /** All chunks of the snapshot were taken. */
  void finishRestore();

  /** Applies a record, or skips it because it was made for another state (false). */
  boolean replay(LogRecord record);

  void snapshot(Consumer<LogRecord.Entry> sink);

  LogPosition position();

  long incarnation();

  Now now();

  long hash();

  /** The record by which this node takes over; it applies when it comes back committed. */
  LogRecord takeOver(Now now, long nonce, int increment);

  /** Begins to decide; presence is empty. */
  void lead(Now now);

  Decision decide(Request request, Now now);

  /** Events of the last command, also of one that threw. */
  int eventsEmitted();

  /** Whether a cascade waits to go on. */
  boolean hasMore();

  Deadline nextDeadline(Now now);

  /** Why the query must not be answered, or null. */
  @Nullable Refusal check(
      WorkspaceId workspace, Principal principal, Authority authority, Query<?> query, Now now);

  /** Answers a query; throws {@link UnknownWorkspaceException}. */
  <T> T answer(WorkspaceId workspace, Query<T> query, Now now);

  /** All workspaces, to be read at once. */
  Collection<Workspace> workspaces();

  /** A task as it is to be told to its agent. */
  @Nullable TaskView task(WorkspaceId workspace, TaskId task);

  /** What an agent is told of a task: its spec, and attempts started so far. */
  record TaskView(TaskSpec spec, int attempts) {}
}
