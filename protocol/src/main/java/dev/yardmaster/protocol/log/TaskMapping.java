package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.CancelCause;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.protocol.log.v1.TaskProto;

/** Events of single tasks. */
public final class TaskMapping {
  private TaskMapping() {}

  static TaskProto.TaskEvent write(TaskEvent event) {
    TaskProto.TaskEvent.Builder to = TaskProto.TaskEvent.newBuilder();
    switch (event) {
      case TaskEvent.TaskSubmitted e ->
          to.getSubmittedBuilder().setSpec(TaskSpecMapping.write(e.spec()));
      case TaskEvent.TaskReady e -> to.getReadyBuilder().setTask(e.task().value());
      case TaskEvent.TaskHeldBack e -> to.getHeldBackBuilder().setTask(e.task().value());
      case TaskEvent.DependentsRevived e ->
          to.getDependentsRevivedBuilder().setTask(e.task().value()).setNext(e.next());
      case TaskEvent.TaskAssigned e ->
          to.getAssignedBuilder()
              .setTask(e.task().value())
              .setAgent(e.agent().value())
              .setSession(e.session().value())
              .setEpoch(e.epoch().value())
              .setChoice(choice(e.choice()));
      case TaskEvent.WorkStolen e ->
          to.getStolenBuilder()
              .setTask(e.task().value())
              .setFrom(e.from().value())
              .setTo(e.to().value())
              .setSession(e.session().value())
              .setEpoch(e.epoch().value())
              .setReason(Strict.text(e.reason()));
      case TaskEvent.TaskStarted e ->
          to.getStartedBuilder().setTask(e.task().value()).setEpoch(e.epoch().value());
      case TaskEvent.TaskUnassigned e ->
          to.getUnassignedBuilder()
              .setTask(e.task().value())
              .setEpoch(e.epoch().value())
              .setCause(write(e.cause()));
      case TaskEvent.TaskSucceeded e ->
          to.getSucceededBuilder()
              .setTask(e.task().value())
              .setEpoch(e.epoch().value())
              .setResult(TaskSpecMapping.payload(e.result()));
      case TaskEvent.AttemptFailed e ->
          to.getAttemptFailedBuilder()
              .setTask(e.task().value())
              .setEpoch(e.epoch().value())
              .setFailure(TaskSpecMapping.failure(e.failure()))
              .setRetryAtMillis(e.retryAtMillis());
      case TaskEvent.AttemptLost e ->
          to.getAttemptLostBuilder()
              .setTask(e.task().value())
              .setEpoch(e.epoch().value())
              .setCause(AgentMapping.write(e.cause()));
      case TaskEvent.CancelRequested e ->
          to.getCancelRequestedBuilder()
              .setTask(e.task().value())
              .setEpoch(e.epoch().value())
              .setCause(write(e.cause()))
              .setReason(Strict.text(e.reason()))
              .setUntilMillis(e.untilMillis());
      case TaskEvent.TaskFailed e ->
          to.getFailedBuilder()
              .setTask(e.task().value())
              .setFailure(TaskSpecMapping.failure(e.failure()));
      case TaskEvent.TaskCancelled e ->
          to.getCancelledBuilder().setTask(e.task().value()).setReason(Strict.text(e.reason()));
      case TaskEvent.TaskSkipped e ->
          to.getSkippedBuilder().setTask(e.task().value()).setRootCause(e.rootCause().value());
      case TaskEvent.TaskRetried e ->
          to.getRetriedBuilder().setTask(e.task().value()).setBy(Strict.text(e.by()));
      case TaskEvent.TaskApproved e ->
          to.getApprovedBuilder().setTask(e.task().value()).setBy(Strict.text(e.by()));
      case TaskEvent.TaskPriorityChanged e ->
          to.getPriorityChangedBuilder().setTask(e.task().value()).setPriority(e.priority());
      case TaskEvent.TaskPinned e ->
          to.getPinnedBuilder().setTask(e.task().value()).setAgent(e.agent().value());
      case TaskEvent.TaskOutputReplaced e ->
          to.getOutputReplacedBuilder()
              .setTask(e.task().value())
              .setAgent(e.agent().value())
              .setResult(TaskSpecMapping.payload(e.result()));
      case TaskEvent.DependentsSettled e ->
          to.getDependentsSettledBuilder().setTask(e.task().value()).setNext(e.next());
      case TaskEvent.TaskRetired e -> to.getRetiredBuilder().setTask(e.task().value());
      case TaskEvent.StaleCallRefused e ->
          to.getStaleCallRefusedBuilder()
              .setTask(e.task().value())
              .setAgent(e.agent().value())
              .setEpoch(e.epoch().value());
    }
    return to.build();
  }

  static TaskEvent read(TaskProto.TaskEvent from) {
    return switch (from.getKindCase()) {
      case SUBMITTED -> {
        TaskProto.TaskSubmitted e = Strict.known(from.getSubmitted());
        yield new TaskEvent.TaskSubmitted(TaskSpecMapping.read(e.getSpec()));
      }
      case READY -> {
        TaskProto.TaskReady e = Strict.known(from.getReady());
        yield new TaskEvent.TaskReady(TaskId.of(e.getTask()));
      }
      case ASSIGNED -> {
        TaskProto.TaskAssigned e = Strict.known(from.getAssigned());
        yield new TaskEvent.TaskAssigned(
            TaskId.of(e.getTask()),
            AgentId.of(e.getAgent()),
            new FencingToken(e.getSession()),
            new FencingToken(e.getEpoch()),
            choice(e.getChoice()));
      }
      case STOLEN -> {
        TaskProto.WorkStolen e = Strict.known(from.getStolen());
        yield new TaskEvent.WorkStolen(
            TaskId.of(e.getTask()),
            AgentId.of(e.getFrom()),
            AgentId.of(e.getTo()),
            new FencingToken(e.getSession()),
            new FencingToken(e.getEpoch()),
            e.getReason());
      }
      case STARTED -> {
        TaskProto.TaskStarted e = Strict.known(from.getStarted());
        yield new TaskEvent.TaskStarted(TaskId.of(e.getTask()), new FencingToken(e.getEpoch()));
      }
      case UNASSIGNED -> {
        TaskProto.TaskUnassigned e = Strict.known(from.getUnassigned());
        yield new TaskEvent.TaskUnassigned(
            TaskId.of(e.getTask()), new FencingToken(e.getEpoch()), read(e.getCause()));
      }
      case SUCCEEDED -> {
        TaskProto.TaskSucceeded e = Strict.known(from.getSucceeded());
        yield new TaskEvent.TaskSucceeded(
            TaskId.of(e.getTask()),
            new FencingToken(e.getEpoch()),
            TaskSpecMapping.payload(e.getResult()));
      }
      case ATTEMPT_FAILED -> {
        TaskProto.AttemptFailed e = Strict.known(from.getAttemptFailed());
        yield new TaskEvent.AttemptFailed(
            TaskId.of(e.getTask()),
            new FencingToken(e.getEpoch()),
            TaskSpecMapping.failure(e.getFailure()),
            e.getRetryAtMillis());
      }
      case ATTEMPT_LOST -> {
        TaskProto.AttemptLost e = Strict.known(from.getAttemptLost());
        yield new TaskEvent.AttemptLost(
            TaskId.of(e.getTask()),
            new FencingToken(e.getEpoch()),
            AgentMapping.read(e.getCause()));
      }
      case CANCEL_REQUESTED -> {
        TaskProto.CancelRequested e = Strict.known(from.getCancelRequested());
        yield new TaskEvent.CancelRequested(
            TaskId.of(e.getTask()),
            new FencingToken(e.getEpoch()),
            read(e.getCause()),
            e.getReason(),
            e.getUntilMillis());
      }
      case FAILED -> {
        TaskProto.TaskFailed e = Strict.known(from.getFailed());
        yield new TaskEvent.TaskFailed(
            TaskId.of(e.getTask()), TaskSpecMapping.failure(e.getFailure()));
      }
      case CANCELLED -> {
        TaskProto.TaskCancelled e = Strict.known(from.getCancelled());
        yield new TaskEvent.TaskCancelled(TaskId.of(e.getTask()), e.getReason());
      }
      case SKIPPED -> {
        TaskProto.TaskSkipped e = Strict.known(from.getSkipped());
        yield new TaskEvent.TaskSkipped(TaskId.of(e.getTask()), TaskId.of(e.getRootCause()));
      }
      case RETRIED -> {
        TaskProto.TaskRetried e = Strict.known(from.getRetried());
        yield new TaskEvent.TaskRetried(TaskId.of(e.getTask()), e.getBy());
      }
      case APPROVED -> {
        TaskProto.TaskApproved e = Strict.known(from.getApproved());
        yield new TaskEvent.TaskApproved(TaskId.of(e.getTask()), e.getBy());
      }
      case PRIORITY_CHANGED -> {
        TaskProto.TaskPriorityChanged e = Strict.known(from.getPriorityChanged());
        yield new TaskEvent.TaskPriorityChanged(TaskId.of(e.getTask()), e.getPriority());
      }
      case PINNED -> {
        TaskProto.TaskPinned e = Strict.known(from.getPinned());
        yield new TaskEvent.TaskPinned(TaskId.of(e.getTask()), AgentId.of(e.getAgent()));
      }
      case OUTPUT_REPLACED -> {
        TaskProto.TaskOutputReplaced e = Strict.known(from.getOutputReplaced());
        yield new TaskEvent.TaskOutputReplaced(
            TaskId.of(e.getTask()),
            AgentId.of(e.getAgent()),
            TaskSpecMapping.payload(e.getResult()));
      }
      case DEPENDENTS_SETTLED -> {
        TaskProto.DependentsSettled e = Strict.known(from.getDependentsSettled());
        yield new TaskEvent.DependentsSettled(TaskId.of(e.getTask()), e.getNext());
      }
      case HELD_BACK ->
          new TaskEvent.TaskHeldBack(TaskId.of(Strict.known(from.getHeldBack()).getTask()));
      case DEPENDENTS_REVIVED -> {
        TaskProto.DependentsRevived e = Strict.known(from.getDependentsRevived());
        yield new TaskEvent.DependentsRevived(TaskId.of(e.getTask()), e.getNext());
      }
      case RETIRED -> {
        TaskProto.TaskRetired e = Strict.known(from.getRetired());
        yield new TaskEvent.TaskRetired(TaskId.of(e.getTask()));
      }
      case STALE_CALL_REFUSED -> {
        TaskProto.StaleCallRefused e = Strict.known(from.getStaleCallRefused());
        yield new TaskEvent.StaleCallRefused(
            TaskId.of(e.getTask()), AgentId.of(e.getAgent()), new FencingToken(e.getEpoch()));
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static TaskProto.Choice choice(TaskEvent.Choice from) {
    return TaskProto.Choice.newBuilder()
        .setStrategy(Strict.text(from.strategy()))
        .setScore(from.score())
        .setReason(Strict.text(from.reason()))
        .build();
  }

  private static TaskEvent.Choice choice(TaskProto.Choice from) {
    Strict.known(from);
    return new TaskEvent.Choice(from.getStrategy(), from.getScore(), from.getReason());
  }

  static TaskProto.UnassignCause write(TaskEvent.UnassignCause from) {
    return switch (from) {
      case START_TIMEOUT -> TaskProto.UnassignCause.UNASSIGN_CAUSE_START_TIMEOUT;
      case AGENT_LOST -> TaskProto.UnassignCause.UNASSIGN_CAUSE_AGENT_LOST;
      case RETURNED -> TaskProto.UnassignCause.UNASSIGN_CAUSE_RETURNED;
      case HELD_BACK -> TaskProto.UnassignCause.UNASSIGN_CAUSE_HELD_BACK;
      case OVERRULED -> TaskProto.UnassignCause.UNASSIGN_CAUSE_OVERRULED;
    };
  }

  static TaskEvent.UnassignCause read(TaskProto.UnassignCause from) {
    return switch (from) {
      case UNASSIGN_CAUSE_START_TIMEOUT -> TaskEvent.UnassignCause.START_TIMEOUT;
      case UNASSIGN_CAUSE_AGENT_LOST -> TaskEvent.UnassignCause.AGENT_LOST;
      case UNASSIGN_CAUSE_RETURNED -> TaskEvent.UnassignCause.RETURNED;
      case UNASSIGN_CAUSE_HELD_BACK -> TaskEvent.UnassignCause.HELD_BACK;
      case UNASSIGN_CAUSE_OVERRULED -> TaskEvent.UnassignCause.OVERRULED;
      case UNASSIGN_CAUSE_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("cause of giving a task back", from);
    };
  }

  public static TaskProto.CancelCause write(CancelCause from) {
    return switch (from) {
      case REQUESTED -> TaskProto.CancelCause.CANCEL_CAUSE_REQUESTED;
      case START_TO_CLOSE -> TaskProto.CancelCause.CANCEL_CAUSE_START_TO_CLOSE;
      case HEARTBEAT -> TaskProto.CancelCause.CANCEL_CAUSE_HEARTBEAT;
      case DEADLINE -> TaskProto.CancelCause.CANCEL_CAUSE_DEADLINE;
    };
  }

  public static CancelCause read(TaskProto.CancelCause from) {
    return switch (from) {
      case CANCEL_CAUSE_REQUESTED -> CancelCause.REQUESTED;
      case CANCEL_CAUSE_START_TO_CLOSE -> CancelCause.START_TO_CLOSE;
      case CANCEL_CAUSE_HEARTBEAT -> CancelCause.HEARTBEAT;
      case CANCEL_CAUSE_DEADLINE -> CancelCause.DEADLINE;
      case CANCEL_CAUSE_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("cause of cancelling", from);
    };
  }
}
