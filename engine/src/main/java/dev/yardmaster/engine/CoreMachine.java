package dev.yardmaster.engine;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.shard.Authorization;
import dev.yardmaster.core.shard.Deadline;
import dev.yardmaster.core.shard.Decision;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardLeader;
import dev.yardmaster.core.shard.ShardState;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.Workspace;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The machine that is the core. */
final class CoreMachine implements Machine {
  private final ShardState state = new ShardState();
  private final Authorization authorization = new Authorization(state);
  private final ShardLeader leader;

  CoreMachine(LongSupplier entropy) {
    this.leader = new ShardLeader(state, entropy);
  }

  @Override
  public void restore(List<LogRecord.Entry> chunk) {
    state.restore(chunk);
  }

  @Override
  public void finishRestore() {
    state.finishRestore();
  }

  @Override
  public boolean replay(LogRecord record) {
    return state.replay(record);
  }

  @Override
  public void snapshot(Consumer<LogRecord.Entry> sink) {
    state.snapshot(sink);
  }

  /** What contradicts the invariants. */
  List<String> verify() {
    return state.verify();
  }

  @Override
  public LogPosition position() {
    return state.position();
  }

  @Override
  public long incarnation() {
    return state.incarnation();
  }

  @Override
  public Now now() {
    return state.now();
  }

  @Override
  public long hash() {
    return state.hash();
  }

  @Override
  public LogRecord takeOver(Now now, long nonce, int increment) {
    return leader.takeOver(now, nonce, increment);
  }

  @Override
  public void lead(Now now) {
    leader.lead(now);
  }

  @Override
  public Decision decide(Request request, Now now) {
    return leader.decide(request, now);
  }

  @Override
  public int eventsEmitted() {
    return leader.eventsEmitted();
  }

  @Override
  public boolean hasMore() {
    return leader.hasMore();
  }

  @Override
  public Deadline nextDeadline(Now now) {
    return leader.nextDeadline(now);
  }

  @Override
  public @Nullable Refusal check(
      WorkspaceId workspace, Principal principal, Authority authority, Query<?> query, Now now) {
    return authorization.check(workspace, principal, authority, query, now);
  }

  @Override
  public <T> T answer(WorkspaceId id, Query<T> query, Now now) {
    if (query instanceof Query.OfShard<T> ofShard) {
      return ofShard.answer(state.credentials(), now);
    }
    Workspace workspace = state.workspace(id);
    if (workspace == null) {
      throw new UnknownWorkspaceException(id);
    }
    return query.answer(workspace, now);
  }

  @Override
  public Collection<Workspace> workspaces() {
    return state.workspaces().values();
  }

  @Override
  public @Nullable TaskView task(WorkspaceId id, TaskId name) {
    Workspace workspace = state.workspace(id);
    Task task = workspace == null ? null : workspace.tasks().find(name);
    return task == null ? null : new TaskView(task.spec(), task.attempts());
  }
}
