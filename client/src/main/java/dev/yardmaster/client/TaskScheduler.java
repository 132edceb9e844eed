package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Single tasks of a workspace. */
public final class TaskScheduler {
  private final WorkspaceId workspace;
  private final Requests requests;

  TaskScheduler(WorkspaceId workspace, Requests requests) {
    this.workspace = workspace;
    this.requests = requests;
  }

  /**
   * Submits one task, whose dependencies must exist. Again with the same content changes nothing.
   *
   * @throws CoordinationException ALREADY_EXISTS with other content; NOT_FOUND for a dependency;
   *     FAILED_PRECONDITION for permits beyond capacity; LIMIT
   */
  public void submit(TaskSpec spec) {
    requests.send(workspace, new TaskCommand.SubmitTask(spec));
  }

  /** As {@link #submit(TaskSpec)}. */
  public void submit(Task task) {
    submit(task.spec());
  }

  /** Submits a task for one agent alone, which need not have joined yet. */
  public void assignTask(Task task, AgentId agent) {
    submit(task.pinnedTo(agent));
  }

  public Optional<TaskView> find(TaskId task) {
    return requests.query(workspace, new Query.OfTask(task));
  }

  /** Tasks in order of arrival, after one and of one state where named; 1-10,000 at a time. */
  @SuppressWarnings("NullAway") // it does not read annotations on nested types from class files
  public List<TaskView> list(TaskState.@Nullable Name state, @Nullable TaskId after, int limit) {
    return requests.query(workspace, new Query.OfTasks(state, after, limit));
  }

  /** Cancels an open task; a running one is told to stop first. */
  public void cancel(TaskId task, String reason) {
    requests.send(workspace, new TaskCommand.CancelTask(task, reason));
  }

  /** Begins a FAILED, SKIPPED or CANCELLED task anew; its skipped dependents revive with it. */
  public void retry(TaskId task, String by) {
    requests.send(workspace, new TaskCommand.RetryTask(task, by));
  }

  public void approve(TaskId task, String by) {
    requests.send(workspace, new TaskCommand.ApproveTask(task, by));
  }

  public void reject(TaskId task, String by, String reason) {
    requests.send(workspace, new TaskCommand.RejectTask(task, by, reason));
  }

  /** Changes the priority of an open task, 0-100. */
  public void priority(TaskId task, int priority) {
    requests.send(workspace, new TaskCommand.SetTaskPriority(task, priority));
  }

  /** Drops a task that ended outside a plan from memory; its id stays taken. */
  public void purge(TaskId task) {
    requests.send(workspace, new TaskCommand.PurgeTask(task));
  }

  /** Why a task is where it is, in sentences; empty when there is no such task. */
  public Optional<List<String>> explain(TaskId task) {
    return requests.query(workspace, new Query.Explain(task));
  }
}
