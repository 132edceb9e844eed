package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.protocol.log.v1.SnapshotProto;

/** A task's states. */
public final class TaskStateMapping {
  private TaskStateMapping() {}

  public static SnapshotProto.TaskState write(TaskState from) {
    SnapshotProto.TaskState.Builder to = SnapshotProto.TaskState.newBuilder();
    switch (from) {
      case TaskState.Waiting s -> to.getWaitingBuilder();
      case TaskState.Ready s -> to.getReadyBuilder().setSinceMillis(s.sinceMillis());
      case TaskState.Assigned s ->
          to.getAssignedBuilder()
              .setAgent(s.agent().value())
              .setSession(s.session().value())
              .setEpoch(s.epoch().value())
              .setSinceMillis(s.sinceMillis());
      case TaskState.Running s ->
          to.getRunningBuilder()
              .setAgent(s.agent().value())
              .setSession(s.session().value())
              .setEpoch(s.epoch().value())
              .setSinceMillis(s.sinceMillis());
      case TaskState.Cancelling s ->
          to.getCancellingBuilder()
              .setAgent(s.agent().value())
              .setSession(s.session().value())
              .setEpoch(s.epoch().value())
              .setCause(TaskMapping.write(s.cause()))
              .setUntilMillis(s.untilMillis());
      case TaskState.Backoff s -> to.getBackoffBuilder().setUntilMillis(s.untilMillis());
      case TaskState.Succeeded s ->
          to.getSucceededBuilder()
              .setAgent(s.agent().value())
              .setResult(TaskSpecMapping.payload(s.result()))
              .setSinceMillis(s.sinceMillis());
      case TaskState.Failed s ->
          to.getFailedBuilder()
              .setFailure(TaskSpecMapping.failure(s.failure()))
              .setSinceMillis(s.sinceMillis());
      case TaskState.Cancelled s ->
          to.getCancelledBuilder()
              .setReason(Strict.text(s.reason()))
              .setSinceMillis(s.sinceMillis());
      case TaskState.Skipped s ->
          to.getSkippedBuilder()
              .setRootCause(s.rootCause().value())
              .setSinceMillis(s.sinceMillis());
    }
    return to.build();
  }

  public static TaskState read(SnapshotProto.TaskState from) {
    Strict.known(from);
    return switch (from.getKindCase()) {
      case WAITING -> {
        Strict.known(from.getWaiting());
        yield new TaskState.Waiting();
      }
      case READY -> {
        SnapshotProto.TaskState.Ready s = Strict.known(from.getReady());
        yield new TaskState.Ready(s.getSinceMillis());
      }
      case ASSIGNED -> {
        SnapshotProto.TaskState.Assigned s = Strict.known(from.getAssigned());
        yield new TaskState.Assigned(
            AgentId.of(s.getAgent()),
            new FencingToken(s.getSession()),
            new FencingToken(s.getEpoch()),
            s.getSinceMillis());
      }
      case RUNNING -> {
        SnapshotProto.TaskState.Running s = Strict.known(from.getRunning());
        yield new TaskState.Running(
            AgentId.of(s.getAgent()),
            new FencingToken(s.getSession()),
            new FencingToken(s.getEpoch()),
            s.getSinceMillis());
      }
      case CANCELLING -> {
        SnapshotProto.TaskState.Cancelling s = Strict.known(from.getCancelling());
        yield new TaskState.Cancelling(
            AgentId.of(s.getAgent()),
            new FencingToken(s.getSession()),
            new FencingToken(s.getEpoch()),
            TaskMapping.read(s.getCause()),
            s.getUntilMillis());
      }
      case BACKOFF -> {
        SnapshotProto.TaskState.RetryWait s = Strict.known(from.getBackoff());
        yield new TaskState.Backoff(s.getUntilMillis());
      }
      case SUCCEEDED -> {
        SnapshotProto.TaskState.Succeeded s = Strict.known(from.getSucceeded());
        yield new TaskState.Succeeded(
            AgentId.of(s.getAgent()), TaskSpecMapping.payload(s.getResult()), s.getSinceMillis());
      }
      case FAILED -> {
        SnapshotProto.TaskState.Failed s = Strict.known(from.getFailed());
        yield new TaskState.Failed(TaskSpecMapping.failure(s.getFailure()), s.getSinceMillis());
      }
      case CANCELLED -> {
        SnapshotProto.TaskState.Cancelled s = Strict.known(from.getCancelled());
        yield new TaskState.Cancelled(s.getReason(), s.getSinceMillis());
      }
      case SKIPPED -> {
        SnapshotProto.TaskState.Skipped s = Strict.known(from.getSkipped());
        yield new TaskState.Skipped(TaskId.of(s.getRootCause()), s.getSinceMillis());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static SnapshotProto.TaskStateName write(TaskState.Name from) {
    return switch (from) {
      case WAITING -> SnapshotProto.TaskStateName.TASK_STATE_NAME_WAITING;
      case READY -> SnapshotProto.TaskStateName.TASK_STATE_NAME_READY;
      case ASSIGNED -> SnapshotProto.TaskStateName.TASK_STATE_NAME_ASSIGNED;
      case RUNNING -> SnapshotProto.TaskStateName.TASK_STATE_NAME_RUNNING;
      case CANCELLING -> SnapshotProto.TaskStateName.TASK_STATE_NAME_CANCELLING;
      case BACKOFF -> SnapshotProto.TaskStateName.TASK_STATE_NAME_BACKOFF;
      case SUCCEEDED -> SnapshotProto.TaskStateName.TASK_STATE_NAME_SUCCEEDED;
      case FAILED -> SnapshotProto.TaskStateName.TASK_STATE_NAME_FAILED;
      case CANCELLED -> SnapshotProto.TaskStateName.TASK_STATE_NAME_CANCELLED;
      case SKIPPED -> SnapshotProto.TaskStateName.TASK_STATE_NAME_SKIPPED;
    };
  }

  public static TaskState.Name read(SnapshotProto.TaskStateName from) {
    return switch (from) {
      case TASK_STATE_NAME_WAITING -> TaskState.Name.WAITING;
      case TASK_STATE_NAME_READY -> TaskState.Name.READY;
      case TASK_STATE_NAME_ASSIGNED -> TaskState.Name.ASSIGNED;
      case TASK_STATE_NAME_RUNNING -> TaskState.Name.RUNNING;
      case TASK_STATE_NAME_CANCELLING -> TaskState.Name.CANCELLING;
      case TASK_STATE_NAME_BACKOFF -> TaskState.Name.BACKOFF;
      case TASK_STATE_NAME_SUCCEEDED -> TaskState.Name.SUCCEEDED;
      case TASK_STATE_NAME_FAILED -> TaskState.Name.FAILED;
      case TASK_STATE_NAME_CANCELLED -> TaskState.Name.CANCELLED;
      case TASK_STATE_NAME_SKIPPED -> TaskState.Name.SKIPPED;
      case TASK_STATE_NAME_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("task state", from);
    };
  }
}
