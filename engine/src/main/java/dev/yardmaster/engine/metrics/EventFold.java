package dev.yardmaster.engine.metrics;

import dev.yardmaster.core.access.AccessEvent;
import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.SnapshotEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceEvent;
import dev.yardmaster.protocol.metrics.Metric;

/**
 * What each kind of event counts as, in one place: every family is sealed and switched over without
 * default, so that a new event does not compile before it has a place here.
 */
final class EventFold {
  private final Meters meters = new Meters();
  private final TaskFold tasks = new TaskFold(meters);
  private final LockFold locks = new LockFold(meters);

  /** What was there before the first event that is counted. */
  void seed(Workspace workspace) {
    tasks.seed(workspace);
    locks.seed(workspace);
  }

  Meters meters() {
    return meters;
  }

  TaskFold tasks() {
    return tasks;
  }

  LockFold locks() {
    return locks;
  }

  /** Counts one committed event; {@code now} is its state time in milliseconds. */
  void count(Event event, long now) {
    if (!(event instanceof ShardEvent)) {
      meters.add(Metric.EVENTS, 1);
    }
    switch (event) {
      case TaskEvent e -> tasks.count(e, now);
      case PlanEvent e -> tasks.count(e);
      case ResourceEvent e -> locks.count(e, now);
      case WaitEvent e -> locks.count(e, now);
      case AgentEvent e -> agent(e);
      case MessageEvent e -> message(e);
      case RecordEvent e -> record(e);
      case PlacementEvent e -> placement(e);
      case ConflictEvent e -> conflict(e);
      case BreakerEvent e -> breaker(e);
      case WorkspaceEvent e -> {}
      case ShardEvent e -> {}
      case AccessEvent e -> {}
      case SnapshotEvent e -> {}
      default -> throw new IllegalStateException("No metric knows the event " + event.getClass());
    }
  }

  private void agent(AgentEvent event) {
    switch (event) {
      case AgentEvent.AgentJoined e -> meters.add(Metric.AGENTS_JOINED, 1);
      case AgentEvent.AgentSessionEnded e ->
          meters.add(Metric.AGENTS_SESSIONS_ENDED, e.cause().name(), 1);
      case AgentEvent.AgentStatusChanged e -> {}
      case AgentEvent.AgentRestored e -> {}
    }
  }

  private void message(MessageEvent event) {
    switch (event) {
      case MessageEvent.MessageSent e -> {
        meters.add(Metric.MESSAGES_SENT, 1);
        meters.add(Metric.MESSAGES_ADDRESSED, e.recipients().size());
      }
      case MessageEvent.MessageAddressed e ->
          meters.add(Metric.MESSAGES_ADDRESSED, e.recipients().size());
      case MessageEvent.MessagesDelivered e ->
          meters.add(Metric.MESSAGES_DELIVERED, e.messages().size());
      case MessageEvent.MessagesAcked e -> meters.add(Metric.MESSAGES_ACKED, e.messages().size());
      case MessageEvent.MessagesReturned e ->
          meters.add(Metric.MESSAGES_RETURNED, e.cause().name(), e.messages().size());
      case MessageEvent.MessageDelayed e -> meters.add(Metric.MESSAGES_RETURNED, "DELAYED", 1);
      case MessageEvent.MessagesDied e -> meters.add(Metric.MESSAGES_DEAD, e.messages().size());
      case MessageEvent.MessagesExpired e ->
          meters.add(Metric.MESSAGES_EXPIRED, e.messages().size());
      case MessageEvent.DeadLetterRedriven e -> meters.add(Metric.MESSAGES_REDRIVEN, 1);
      case MessageEvent.VisibilityExtended e -> {}
      case MessageEvent.DeadLetterPurged e -> {}
      case MessageEvent.MailInspected e -> {}
      case MessageEvent.Subscribed e -> {}
      case MessageEvent.Unsubscribed e -> {}
      case MessageEvent.MessageRestored e -> {}
      case MessageEvent.MailRestored e -> {}
      case MessageEvent.FateRestored e -> {}
      case MessageEvent.ArrivalsRestored e -> {}
    }
  }

  private void record(RecordEvent event) {
    switch (event) {
      case RecordEvent.RecordPut e -> meters.add(Metric.RECORDS_WRITTEN, 1);
      case RecordEvent.RecordDeleted e -> meters.add(Metric.RECORDS_DELETED, 1);
      case RecordEvent.VersionCheckFailed e -> meters.add(Metric.RECORDS_VERSION_CHECKS_FAILED, 1);
      case RecordEvent.RecordRestored e -> {}
      case RecordEvent.FailedChecksRestored e -> {}
    }
  }

  private void conflict(ConflictEvent event) {
    switch (event) {
      case ConflictEvent.ConflictReported e -> meters.add(Metric.CONFLICTS_REPORTED, 1);
      case ConflictEvent.ConflictResolved e ->
          meters.add(Metric.CONFLICTS_RESOLVED, e.ruling().how(), 1);
      case ConflictEvent.ConflictEscalated e -> meters.add(Metric.CONFLICTS_ESCALATED, 1);
      case ConflictEvent.EvidenceAdded e -> {}
      case ConflictEvent.VoteOpened e -> {}
      case ConflictEvent.VoteCast e -> {}
      case ConflictEvent.ResolutionRequested e -> {}
      case ConflictEvent.ResolutionFellBack e -> {}
      case ConflictEvent.ConflictForgotten e -> {}
      case ConflictEvent.ConflictRestored e -> {}
      case ConflictEvent.ConflictCountsRestored e -> {}
      case ConflictEvent.LostAttemptRestored e -> {}
    }
  }

  private void breaker(BreakerEvent event) {
    switch (event) {
      case BreakerEvent.BreakerStateChanged e -> {
        switch (e.to().name()) {
          case OPEN -> meters.add(Metric.BREAKERS_TRIPPED, e.breaker().value(), 1);
          case CLOSED -> meters.add(Metric.BREAKERS_CLOSED, e.breaker().value(), 1);
          case HALF_OPEN, FORCED_OPEN, FORCED_CLOSED -> {}
        }
      }
      case BreakerEvent.BreakerDeclared e -> {}
      case BreakerEvent.BreakerCounted e -> {}
      case BreakerEvent.BreakerRemoved e -> {}
      case BreakerEvent.BreakerRestored e -> {}
    }
  }

  private void placement(PlacementEvent event) {
    switch (event) {
      case PlacementEvent.PlacementRequested e -> meters.add(Metric.PLACEMENT_ASKED, 1);
      case PlacementEvent.PlacementFellBack e -> meters.add(Metric.PLACEMENT_FELL_BACK, 1);
      case PlacementEvent.PlacementPolicyChanged e -> {}
      case PlacementEvent.DurationRestored e -> {}
      case PlacementEvent.SlownessRestored e -> {}
    }
  }
}
