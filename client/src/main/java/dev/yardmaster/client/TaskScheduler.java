package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.placement.BuiltInStrategy;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Single tasks of a workspace, and which agents they go to.
 *
 * {@snippet file="TaskExamplesTest.java" region="scheduler"}
 */
public final class TaskScheduler {
  private final WorkspaceId workspace;
  private final Requests requests;
  private final WorkspaceSettings settings;
  private final Connection connection;

  TaskScheduler(
      WorkspaceId workspace, Requests requests, Connection connection, WorkspaceSettings settings) {
    this.settings = settings;
    this.workspace = workspace;
    this.requests = requests;
    this.connection = connection;
  }

  /**
   * Submits one task, whose dependencies must exist. Again with the same content changes nothing.
   *
   * @throws CoordinationException ALREADY_EXISTS with other content; NOT_FOUND for a dependency;
   *     FAILED_PRECONDITION for permits beyond capacity; LIMIT
   */
  public void submit(TaskSpec spec) {
    requests.send(workspace, new TaskCommand.SubmitTask(settings.completed(spec)));
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

  /**
   * Makes a strategy of the user's own known under a name, until the registration is closed. It is
   * asked once it is the default strategy.
   *
   * @throws IllegalArgumentException for the name of a built-in strategy
   */
  public StrategyRegistration registerStrategy(String name, SchedulingStrategy strategy) {
    if (BuiltInStrategy.find(name) != null) {
      throw new IllegalArgumentException(
          "Expected a name of your own, but %s is built in; choose another".formatted(name));
    }
    return connection.registerStrategy(
        workspace,
        name,
        request -> strategy.choose(new SchedulingRequest(workspace, requests, request)));
  }

  /**
   * Sets which strategy places tasks from now on: {@code capability}, {@code round-robin}, {@code
   * least-loaded}, {@code affinity}, {@code fastest}, or one of the user's own. While nobody has
   * registered the name, {@code capability} places.
   */
  public void setDefaultStrategy(String name) {
    PlacementPolicy present = requests.query(workspace, new Query.OfWorkspace()).policy();
    requests.send(workspace, new WorkspaceCommand.SetPlacementPolicy(present.strategy(name)));
  }
}
