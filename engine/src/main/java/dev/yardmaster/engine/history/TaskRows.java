package dev.yardmaster.engine.history;

import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of tasks and attempts. What changes of a row within a transaction is gathered and
 * written once, when the transaction ends: most tasks change several times in a moment.
 */
final class TaskRows {
  /** More are written without waiting for the end of the transaction. */
  private static final int MOST = 5_000;

  private static final String INSERT_TASK =
      "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String TASK_STATE =
      "UPDATE tasks SET state = ?, ended = ?, reason = ? WHERE workspace = ? AND task = ?";
  private static final String TASK_PRIORITY =
      "UPDATE tasks SET priority = ? WHERE workspace = ? AND task = ?";
  private static final String INSERT_ATTEMPT =
      "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String UPDATE_ATTEMPT =
      "UPDATE attempts SET started = COALESCE(?, started), ended = COALESCE(?, ended),"
          + " outcome = COALESCE(?, outcome), failure = COALESCE(?, failure)"
          + " WHERE workspace = ? AND task = ? AND epoch = ?";
  private static final String END_OPEN_ATTEMPT =
      "UPDATE attempts SET ended = ?, outcome = ?, failure = ?"
          + " WHERE workspace = ? AND task = ? AND ended IS NULL";

  private final Statements statements;
  private final Map<TaskKey, TaskRow> tasks = new LinkedHashMap<>();
  private final Map<AttemptKey, AttemptRow> attempts = new LinkedHashMap<>();

  TaskRows(Statements statements) {
    this.statements = statements;
  }

  private record TaskKey(String workspace, String task) {}

  private record AttemptKey(TaskKey task, String epoch) {}

  /** What a submission says of a task. */
  private record Submission(String type, @Nullable String plan, long at) {}

  /** What changed of a task; null is what did not. */
  private static final class TaskRow {
    private @Nullable Submission submission;
    private @Nullable Integer priority;
    private @Nullable String state;
    private @Nullable Long ended;
    private @Nullable String reason;
  }

  /** What an assignment says of an attempt. */
  private record Assignment(String agent, String strategy, String reason, long at) {}

  /** What changed of an attempt; null is what did not. */
  private static final class AttemptRow {
    private @Nullable Assignment assignment;
    private @Nullable Long started;
    private @Nullable Long ended;
    private @Nullable String outcome;
    private @Nullable String failure;
  }

  void change(CommittedEvent at, TaskEvent event) throws SQLException {
    TaskKey key = new TaskKey(at.workspace().value(), event.task().value());
    long time = at.at().wallMillis();
    switch (event) {
      case TaskEvent.TaskSubmitted e -> submitted(at, e.spec(), null);
      case TaskEvent.TaskReady e -> state(key, "READY", null);
      case TaskEvent.TaskAssigned e -> {
        state(key, "ASSIGNED", null);
        attempt(key, e.epoch()).assignment =
            new Assignment(e.agent().value(), e.choice().strategy(), e.choice().reason(), time);
      }
      case TaskEvent.WorkStolen e -> {
        endOpenAttempt(key, time, "STOLEN", null);
        attempt(key, e.epoch()).assignment =
            new Assignment(e.to().value(), "work-stealing", e.reason(), time);
      }
      case TaskEvent.TaskStarted e -> {
        state(key, "RUNNING", null);
        attempt(key, e.epoch()).started = time;
      }
      case TaskEvent.TaskUnassigned e -> {
        end(attempt(key, e.epoch()), time, e.cause().name(), null);
        state(key, "READY", null);
      }
      case TaskEvent.TaskSucceeded e -> {
        end(attempt(key, e.epoch()), time, "SUCCEEDED", null);
        ended(key, "SUCCEEDED", null, time);
      }
      case TaskEvent.AttemptFailed e -> {
        end(attempt(key, e.epoch()), time, "FAILED", e.failure().toString());
        state(key, "BACKOFF", e.failure().message());
      }
      case TaskEvent.AttemptLost e -> {
        end(attempt(key, e.epoch()), time, "LOST", e.cause().name());
        state(key, "READY", null);
      }
      case TaskEvent.CancelRequested e -> state(key, "CANCELLING", e.reason());
      case TaskEvent.TaskFailed e -> {
        endOpenAttempt(key, time, "FAILED", e.failure().toString());
        ended(key, "FAILED", e.failure().message(), time);
      }
      case TaskEvent.TaskCancelled e -> {
        endOpenAttempt(key, time, "CANCELLED", e.reason());
        ended(key, "CANCELLED", e.reason(), time);
      }
      case TaskEvent.TaskSkipped e -> ended(key, "SKIPPED", "because of " + e.rootCause(), time);
      case TaskEvent.TaskRetried e -> state(key, "WAITING", "retried by " + e.by());
      case TaskEvent.TaskPriorityChanged e -> task(key).priority = e.priority();
      case TaskEvent.TaskHeldBack e -> state(key, "WAITING", null);
      case TaskEvent.TaskPinned e -> {}
      case TaskEvent.TaskOutputReplaced e -> {}
      case TaskEvent.TaskApproved e -> {}
      case TaskEvent.DependentsSettled e -> {}
      case TaskEvent.DependentsRevived e -> {}
      case TaskEvent.TaskRetired e -> {}
      case TaskEvent.StaleCallRefused e -> {}
    }
    bound();
  }

  /** A task begins, alone or in a plan; one of that id that was purged is forgotten here. */
  void submitted(CommittedEvent at, TaskSpec spec, @Nullable String plan) throws SQLException {
    TaskRow row = task(new TaskKey(at.workspace().value(), spec.id().value()));
    row.submission = new Submission(spec.work().type(), plan, at.at().wallMillis());
    row.priority = spec.priority();
    row.state = "WAITING";
    row.ended = null;
    row.reason = null;
    bound();
  }

  private TaskRow task(TaskKey key) {
    return tasks.computeIfAbsent(key, absent -> new TaskRow());
  }

  private AttemptRow attempt(TaskKey key, Object epoch) {
    return attempts.computeIfAbsent(
        new AttemptKey(key, epoch.toString()), absent -> new AttemptRow());
  }

  private void state(TaskKey key, String state, @Nullable String reason) {
    TaskRow row = task(key);
    row.state = state;
    row.ended = null;
    row.reason = reason;
  }

  private void ended(TaskKey key, String state, @Nullable String reason, long time) {
    state(key, state, reason);
    task(key).ended = time;
  }

  private static void end(AttemptRow row, long time, String outcome, @Nullable String failure) {
    row.ended = time;
    row.outcome = outcome;
    row.failure = failure;
  }

  /** The epoch is not told, so the table must know of all attempts. */
  private void endOpenAttempt(TaskKey key, long time, String outcome, @Nullable String failure)
      throws SQLException {
    write();
    statements.run(END_OPEN_ATTEMPT, time, outcome, failure, key.workspace(), key.task());
  }

  private void bound() throws SQLException {
    if (tasks.size() + attempts.size() >= MOST) {
      write();
    }
  }

  /** Writes what was gathered. */
  void write() throws SQLException {
    for (Map.Entry<TaskKey, TaskRow> entry : tasks.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    tasks.clear();
    for (Map.Entry<AttemptKey, AttemptRow> entry : attempts.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    attempts.clear();
  }

  private void write(TaskKey key, TaskRow row) throws SQLException {
    Submission submission = row.submission;
    if (submission != null) {
      statements.run(
          INSERT_TASK,
          key.workspace(),
          key.task(),
          submission.type(),
          submission.plan(),
          row.priority,
          row.state,
          submission.at(),
          row.ended,
          row.reason);
      return;
    }
    if (row.state != null) {
      statements.run(TASK_STATE, row.state, row.ended, row.reason, key.workspace(), key.task());
    }
    if (row.priority != null) {
      statements.run(TASK_PRIORITY, row.priority, key.workspace(), key.task());
    }
  }

  private void write(AttemptKey key, AttemptRow row) throws SQLException {
    Assignment assignment = row.assignment;
    if (assignment == null) {
      statements.run(
          UPDATE_ATTEMPT,
          row.started,
          row.ended,
          row.outcome,
          row.failure,
          key.task().workspace(),
          key.task().task(),
          key.epoch());
    } else {
      statements.run(
          INSERT_ATTEMPT,
          key.task().workspace(),
          key.task().task(),
          key.epoch(),
          assignment.agent(),
          assignment.strategy(),
          assignment.reason(),
          assignment.at(),
          row.started,
          row.ended,
          row.outcome,
          row.failure);
    }
  }
}
