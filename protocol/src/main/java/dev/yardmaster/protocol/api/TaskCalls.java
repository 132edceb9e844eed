package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.v1.ApproveTaskRequest;
import dev.yardmaster.protocol.v1.CancelTaskRequest;
import dev.yardmaster.protocol.v1.CompleteTaskRequest;
import dev.yardmaster.protocol.v1.ConfirmCancelledRequest;
import dev.yardmaster.protocol.v1.FailTaskRequest;
import dev.yardmaster.protocol.v1.HeartbeatTaskRequest;
import dev.yardmaster.protocol.v1.PurgeTaskRequest;
import dev.yardmaster.protocol.v1.RejectTaskRequest;
import dev.yardmaster.protocol.v1.RetryTaskRequest;
import dev.yardmaster.protocol.v1.ReturnTaskRequest;
import dev.yardmaster.protocol.v1.SetTaskPriorityRequest;
import dev.yardmaster.protocol.v1.StartTaskRequest;
import dev.yardmaster.protocol.v1.SubmitTaskRequest;
import java.util.List;

/** Commands on single tasks. */
final class TaskCalls {
  private TaskCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(
        SUBMIT,
        START,
        COMPLETE,
        FAIL,
        RETURN,
        CONFIRM_CANCELLED,
        HEARTBEAT,
        CANCEL,
        RETRY,
        APPROVE,
        REJECT,
        SET_PRIORITY,
        PURGE);
  }

  private static final CommandCall<TaskCommand.SubmitTask, SubmitTaskRequest> SUBMIT =
      CommandCall.of(
          "TaskService/Submit",
          TaskCommand.SubmitTask.class,
          SubmitTaskRequest.getDefaultInstance(),
          c -> SubmitTaskRequest.newBuilder().setTask(TaskSpecMapping.write(c.spec())),
          (q, speaker) ->
              new TaskCommand.SubmitTask(Requests.read("task", q.getTask(), Defaults::task)));

  private static final CommandCall<TaskCommand.StartTask, StartTaskRequest> START =
      CommandCall.of(
          "TaskService/Start",
          TaskCommand.StartTask.class,
          StartTaskRequest.getDefaultInstance(),
          c -> StartTaskRequest.newBuilder().setTask(c.task().value()).setEpoch(c.epoch().value()),
          (q, speaker) ->
              new TaskCommand.StartTask(task(q.getTask()), new FencingToken(q.getEpoch())));

  private static final CommandCall<TaskCommand.CompleteTask, CompleteTaskRequest> COMPLETE =
      CommandCall.of(
          "TaskService/Complete",
          TaskCommand.CompleteTask.class,
          CompleteTaskRequest.getDefaultInstance(),
          c ->
              CompleteTaskRequest.newBuilder()
                  .setTask(c.task().value())
                  .setEpoch(c.epoch().value())
                  .setResult(TaskSpecMapping.payload(c.result())),
          (q, speaker) ->
              new TaskCommand.CompleteTask(
                  task(q.getTask()),
                  new FencingToken(q.getEpoch()),
                  Requests.read("result", q.getResult(), Defaults::payload)));

  private static final CommandCall<TaskCommand.FailTask, FailTaskRequest> FAIL =
      CommandCall.of(
          "TaskService/Fail",
          TaskCommand.FailTask.class,
          FailTaskRequest.getDefaultInstance(),
          TaskCalls::fail,
          (q, speaker) ->
              new TaskCommand.FailTask(
                  task(q.getTask()),
                  new FencingToken(q.getEpoch()),
                  Requests.read("failure", q.getFailure(), TaskSpecMapping::failure),
                  !q.getNotRetryable(),
                  attribution(q)));

  private static FailTaskRequest.Builder fail(TaskCommand.FailTask from) {
    FailTaskRequest.Builder to =
        FailTaskRequest.newBuilder()
            .setTask(from.task().value())
            .setEpoch(from.epoch().value())
            .setFailure(TaskSpecMapping.failure(from.failure()))
            .setNotRetryable(!from.retryable())
            .setRetryAfterMillis(from.attribution().retryAfterMillis());
    BreakerName breaker = from.attribution().breaker();
    return breaker == null ? to : to.setBreaker(breaker.value());
  }

  private static Attribution attribution(FailTaskRequest from) {
    BreakerName breaker =
        from.getBreaker().isEmpty()
            ? null
            : Requests.read("breaker", from.getBreaker(), BreakerName::of);
    return Requests.read(
        "retryAfterMillis", from.getRetryAfterMillis(), millis -> new Attribution(breaker, millis));
  }

  private static final CommandCall<TaskCommand.ReturnTask, ReturnTaskRequest> RETURN =
      CommandCall.of(
          "TaskService/Return",
          TaskCommand.ReturnTask.class,
          ReturnTaskRequest.getDefaultInstance(),
          c -> ReturnTaskRequest.newBuilder().setTask(c.task().value()).setEpoch(c.epoch().value()),
          (q, speaker) ->
              new TaskCommand.ReturnTask(task(q.getTask()), new FencingToken(q.getEpoch())));

  private static final CommandCall<TaskCommand.ConfirmCancelled, ConfirmCancelledRequest>
      CONFIRM_CANCELLED =
          CommandCall.of(
              "TaskService/ConfirmCancelled",
              TaskCommand.ConfirmCancelled.class,
              ConfirmCancelledRequest.getDefaultInstance(),
              c ->
                  ConfirmCancelledRequest.newBuilder()
                      .setTask(c.task().value())
                      .setEpoch(c.epoch().value()),
              (q, speaker) ->
                  new TaskCommand.ConfirmCancelled(
                      task(q.getTask()), new FencingToken(q.getEpoch())));

  private static final CommandCall<TaskCommand.TaskHeartbeat, HeartbeatTaskRequest> HEARTBEAT =
      CommandCall.of(
          "TaskService/HeartbeatTask",
          TaskCommand.TaskHeartbeat.class,
          HeartbeatTaskRequest.getDefaultInstance(),
          c ->
              HeartbeatTaskRequest.newBuilder()
                  .setTask(c.task().value())
                  .setEpoch(c.epoch().value()),
          (q, speaker) ->
              new TaskCommand.TaskHeartbeat(task(q.getTask()), new FencingToken(q.getEpoch())));

  private static final CommandCall<TaskCommand.CancelTask, CancelTaskRequest> CANCEL =
      CommandCall.of(
          "TaskService/Cancel",
          TaskCommand.CancelTask.class,
          CancelTaskRequest.getDefaultInstance(),
          c -> CancelTaskRequest.newBuilder().setTask(c.task().value()).setReason(c.reason()),
          (q, speaker) -> new TaskCommand.CancelTask(task(q.getTask()), q.getReason()));

  private static final CommandCall<TaskCommand.RetryTask, RetryTaskRequest> RETRY =
      CommandCall.of(
          "TaskService/Retry",
          TaskCommand.RetryTask.class,
          RetryTaskRequest.getDefaultInstance(),
          c -> RetryTaskRequest.newBuilder().setTask(c.task().value()).setBy(c.by()),
          (q, speaker) -> new TaskCommand.RetryTask(task(q.getTask()), q.getBy()));

  private static final CommandCall<TaskCommand.ApproveTask, ApproveTaskRequest> APPROVE =
      CommandCall.of(
          "TaskService/Approve",
          TaskCommand.ApproveTask.class,
          ApproveTaskRequest.getDefaultInstance(),
          c -> ApproveTaskRequest.newBuilder().setTask(c.task().value()).setBy(c.by()),
          (q, speaker) -> new TaskCommand.ApproveTask(task(q.getTask()), q.getBy()));

  private static final CommandCall<TaskCommand.RejectTask, RejectTaskRequest> REJECT =
      CommandCall.of(
          "TaskService/Reject",
          TaskCommand.RejectTask.class,
          RejectTaskRequest.getDefaultInstance(),
          c ->
              RejectTaskRequest.newBuilder()
                  .setTask(c.task().value())
                  .setBy(c.by())
                  .setReason(c.reason()),
          (q, speaker) -> new TaskCommand.RejectTask(task(q.getTask()), q.getBy(), q.getReason()));

  private static final CommandCall<TaskCommand.SetTaskPriority, SetTaskPriorityRequest>
      SET_PRIORITY =
          CommandCall.of(
              "TaskService/SetPriority",
              TaskCommand.SetTaskPriority.class,
              SetTaskPriorityRequest.getDefaultInstance(),
              c ->
                  SetTaskPriorityRequest.newBuilder()
                      .setTask(c.task().value())
                      .setPriority(c.priority()),
              (q, speaker) -> new TaskCommand.SetTaskPriority(task(q.getTask()), q.getPriority()));

  private static final CommandCall<TaskCommand.PurgeTask, PurgeTaskRequest> PURGE =
      CommandCall.of(
          "TaskService/Purge",
          TaskCommand.PurgeTask.class,
          PurgeTaskRequest.getDefaultInstance(),
          c -> PurgeTaskRequest.newBuilder().setTask(c.task().value()),
          (q, speaker) -> new TaskCommand.PurgeTask(task(q.getTask())));

  private static TaskId task(String id) {
    return Requests.read("task", id, TaskId::of);
  }
}
