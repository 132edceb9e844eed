package dev.yardmaster.engine.history;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into the tables, in one transaction per batch with the position reached, so that a
 * crash repeats nothing and skips nothing. Owned by the history's thread.
 */
final class HistoryWriter implements AutoCloseable {
  private final Statements statements;
  private final TaskRows tasks;
  private final Trimming trimming;

  /** When the newest event happened that was written here. */
  private long newest;

  HistoryWriter(Connection connection, HistoryOptions bounds) {
    this.statements = new Statements(connection);
    this.tasks = new TaskRows(statements);
    this.trimming = new Trimming(statements, bounds);
  }

  /** Ends its own transaction: one that began by reading fails at once when the file is locked. */
  long position() throws SQLException {
    try {
      return statements.number("SELECT position FROM progress").orElse(0);
    } finally {
      statements.commit();
    }
  }

  void write(CommittedEvent committed) throws SQLException {
    Event event = committed.event();
    if (isBookkeeping(event)) {
      return;
    }
    statements.run(
        "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        committed.position().value(),
        committed.at().wallMillis(),
        committed.workspace().value(),
        event.getClass().getSimpleName(),
        subject(event),
        agent(event),
        committed.principal().value(),
        event instanceof Record record ? EventDetail.json(record) : "{}");
    newest = committed.at().wallMillis();
    if (event instanceof TaskEvent ofTask) {
      tasks.change(committed, ofTask);
    } else if (event instanceof PlanEvent.PlanTasksAdded added) {
      for (TaskSpec spec : added.tasks()) {
        tasks.submitted(committed, spec, added.plan().value());
      }
    }
  }

  /**
   * Ends the transaction.
   *
   * @return whether another should follow, because older events have to leave
   */
  boolean commit(long position) throws SQLException {
    tasks.write();
    statements.run("UPDATE progress SET position = ?", position);
    boolean more = trimming.trim(position, newest);
    statements.commit();
    return more;
  }

  /** That a request was answered says nothing beside the events of what it did. */
  private static boolean isBookkeeping(Event event) {
    return event instanceof ShardEvent.RequestAnswered
        || event instanceof ShardEvent.NamedRequestAnswered;
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

  @Override
  public void close() throws SQLException {
    statements.close();
  }
}
