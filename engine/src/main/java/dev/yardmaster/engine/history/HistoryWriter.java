package dev.yardmaster.engine.history;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into the tables, in one transaction per batch with the position reached, so that a
 * crash repeats nothing and skips nothing. Owned by the history's thread.
 */
final class HistoryWriter implements AutoCloseable {
  private static final String TASK_STATE =
      "UPDATE tasks SET state = ?, ended = ?, reason = ? WHERE workspace = ? AND task = ?";
  private static final String END_ATTEMPT =
      "UPDATE attempts SET ended = ?, outcome = ?, failure = ?"
          + " WHERE workspace = ? AND task = ? AND epoch = ?";
  private static final String END_OPEN_ATTEMPT =
      "UPDATE attempts SET ended = ?, outcome = ?, failure = ?"
          + " WHERE workspace = ? AND task = ? AND ended IS NULL";

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  HistoryWriter(Connection connection) {
    this.connection = connection;
  }

  /** Ends its own transaction: one that began by reading fails at once when the file is locked. */
  long position() throws SQLException {
    try (ResultSet rows = statement("SELECT position FROM progress").executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    } finally {
      connection.commit();
    }
  }

  void write(CommittedEvent committed) throws SQLException {
    Event event = committed.event();
    run(
        "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        committed.position().value(),
        committed.at().wallMillis(),
        committed.workspace().value(),
        event.getClass().getSimpleName(),
        subject(event),
        agent(event),
        committed.principal().value(),
        event instanceof Record record ? EventDetail.json(record) : "{}");
    if (event instanceof TaskEvent ofTask) {
      task(committed, ofTask);
    } else if (event instanceof PlanEvent.PlanTasksAdded added) {
      for (TaskSpec spec : added.tasks()) {
        submitted(committed, spec, added.plan().value());
      }
    }
  }

  void commit(long position) throws SQLException {
    run("UPDATE progress SET position = ?", position);
    connection.commit();
  }

  private static @Nullable String subject(Event event) {
    return switch (event) {
      case TaskEvent ofTask -> ofTask.task().value();
      case PlanEvent ofPlan -> ofPlan.plan().value();
      case AgentEvent ofAgent -> ofAgent.agent().value();
      case MessageEvent.MessageSent sent -> sent.sending().id().value();
      case ConflictEvent.ConflictReported reported -> reported.report().id().value();
      case ConflictEvent.EvidenceAdded added -> added.conflict().value();
      case ConflictEvent.VoteOpened opened -> opened.conflict().value();
      case ConflictEvent.VoteCast cast -> cast.conflict().value();
      case ConflictEvent.ResolutionRequested asked -> asked.conflict().value();
      case ConflictEvent.ResolutionFellBack fellBack -> fellBack.conflict().value();
      case ConflictEvent.ConflictEscalated escalated -> escalated.conflict().value();
      case ConflictEvent.ConflictResolved resolved -> resolved.conflict().value();
      case ConflictEvent.ConflictForgotten forgotten -> forgotten.conflict().value();
      case RecordEvent.RecordPut put -> put.key().value();
      case RecordEvent.RecordDeleted deleted -> deleted.key().value();
      case BreakerEvent ofBreaker -> ofBreaker.breaker().value();
      default -> null;
    };
  }

  private static @Nullable String agent(Event event) {
    return switch (event) {
      case AgentEvent ofAgent -> ofAgent.agent().value();
      case TaskEvent.TaskAssigned assigned -> assigned.agent().value();
      case TaskEvent.WorkStolen stolen -> stolen.to().value();
      case TaskEvent.TaskPinned pinned -> pinned.agent().value();
      case TaskEvent.TaskOutputReplaced replaced -> replaced.agent().value();
      case TaskEvent.StaleCallRefused stale -> stale.agent().value();
      case ConflictEvent.EvidenceAdded added -> added.agent().value();
      case ConflictEvent.VoteCast cast -> cast.agent().value();
      case ConflictEvent.ConflictResolved resolved -> resolved.ruling().winner().value();
      case MessageEvent.MessageSent sent -> sent.sending().from().value();
      case MessageEvent.MailInspected inspected -> inspected.recipient().value();
      case RecordEvent.RecordPut put -> put.by().value();
      case RecordEvent.RecordDeleted deleted -> deleted.by().value();
      default -> null;
    };
  }

  private void task(CommittedEvent at, TaskEvent event) throws SQLException {
    switch (event) {
      case TaskEvent.TaskSubmitted e -> submitted(at, e.spec(), null);
      case TaskEvent.TaskReady e -> state(at, e.task(), "READY", null, false);
      case TaskEvent.TaskAssigned e -> {
        state(at, e.task(), "ASSIGNED", null, false);
        assigned(
            at,
            e.task(),
            e.epoch().toString(),
            e.agent().value(),
            e.choice().strategy(),
            e.choice().reason());
      }
      case TaskEvent.WorkStolen e -> {
        endOpenAttempt(at, e.task(), "STOLEN", null);
        assigned(at, e.task(), e.epoch().toString(), e.to().value(), "work-stealing", e.reason());
      }
      case TaskEvent.TaskStarted e -> {
        state(at, e.task(), "RUNNING", null, false);
        run(
            "UPDATE attempts SET started = ? WHERE workspace = ? AND task = ? AND epoch = ?",
            at.at().wallMillis(),
            at.workspace().value(),
            e.task().value(),
            e.epoch().toString());
      }
      case TaskEvent.TaskUnassigned e -> {
        endAttempt(at, e.task(), e.epoch().toString(), e.cause().name(), null);
        state(at, e.task(), "READY", null, false);
      }
      case TaskEvent.TaskSucceeded e -> {
        endAttempt(at, e.task(), e.epoch().toString(), "SUCCEEDED", null);
        state(at, e.task(), "SUCCEEDED", null, true);
      }
      case TaskEvent.AttemptFailed e -> {
        endAttempt(at, e.task(), e.epoch().toString(), "FAILED", e.failure().toString());
        state(at, e.task(), "BACKOFF", e.failure().message(), false);
      }
      case TaskEvent.AttemptLost e -> {
        endAttempt(at, e.task(), e.epoch().toString(), "LOST", e.cause().name());
        state(at, e.task(), "READY", null, false);
      }
      case TaskEvent.CancelRequested e -> state(at, e.task(), "CANCELLING", e.reason(), false);
      case TaskEvent.TaskFailed e -> {
        endOpenAttempt(at, e.task(), "FAILED", e.failure().toString());
        state(at, e.task(), "FAILED", e.failure().message(), true);
      }
      case TaskEvent.TaskCancelled e -> {
        endOpenAttempt(at, e.task(), "CANCELLED", e.reason());
        state(at, e.task(), "CANCELLED", e.reason(), true);
      }
      case TaskEvent.TaskSkipped e ->
          state(at, e.task(), "SKIPPED", "because of " + e.rootCause(), true);
      case TaskEvent.TaskRetried e -> state(at, e.task(), "WAITING", "retried by " + e.by(), false);
      case TaskEvent.TaskPriorityChanged e ->
          run(
              "UPDATE tasks SET priority = ? WHERE workspace = ? AND task = ?",
              e.priority(),
              at.workspace().value(),
              e.task().value());
      case TaskEvent.TaskPinned e -> {}
      case TaskEvent.TaskOutputReplaced e -> {}
      case TaskEvent.TaskApproved e -> {}
      case TaskEvent.DependentsSettled e -> {}
      case TaskEvent.TaskHeldBack e -> state(at, e.task(), "WAITING", null, false);
      case TaskEvent.DependentsRevived e -> {}
      case TaskEvent.TaskRetired e -> {}
      case TaskEvent.StaleCallRefused e -> {}
    }
  }

  private void submitted(CommittedEvent at, TaskSpec spec, @Nullable String plan)
      throws SQLException {
    run(
        "INSERT INTO tasks VALUES (?, ?, ?, ?, ?, 'WAITING', ?, NULL, NULL)"
            + " ON CONFLICT DO UPDATE SET type = excluded.type, priority = excluded.priority",
        at.workspace().value(),
        spec.id().value(),
        spec.work().type(),
        plan,
        spec.priority(),
        at.at().wallMillis());
  }

  private void assigned(
      CommittedEvent at, TaskId task, String epoch, String agent, String strategy, String reason)
      throws SQLException {
    run(
        "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)",
        at.workspace().value(),
        task.value(),
        epoch,
        agent,
        strategy,
        reason,
        at.at().wallMillis());
  }

  private void state(
      CommittedEvent at, TaskId task, String state, @Nullable String reason, boolean ended)
      throws SQLException {
    run(
        TASK_STATE,
        state,
        ended ? at.at().wallMillis() : null,
        reason,
        at.workspace().value(),
        task.value());
  }

  private void endAttempt(
      CommittedEvent at, TaskId task, String epoch, String outcome, @Nullable String failure)
      throws SQLException {
    run(
        END_ATTEMPT,
        at.at().wallMillis(),
        outcome,
        failure,
        at.workspace().value(),
        task.value(),
        epoch);
  }

  private void endOpenAttempt(
      CommittedEvent at, TaskId task, String outcome, @Nullable String failure)
      throws SQLException {
    run(
        END_OPEN_ATTEMPT,
        at.at().wallMillis(),
        outcome,
        failure,
        at.workspace().value(),
        task.value());
  }

  private void run(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
