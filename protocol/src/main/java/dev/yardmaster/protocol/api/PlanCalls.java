package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.v1.AddPlanTasksRequest;
import dev.yardmaster.protocol.v1.CancelPlanRequest;
import dev.yardmaster.protocol.v1.ClosePlanRequest;
import dev.yardmaster.protocol.v1.OpenPlanRequest;
import dev.yardmaster.protocol.v1.SealPlanRequest;
import java.util.List;

/** Commands on plans. */
final class PlanCalls {
  private PlanCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(OPEN, ADD_TASKS, SEAL, CANCEL, CLOSE);
  }

  private static final CommandCall<TaskCommand.OpenPlan, OpenPlanRequest> OPEN =
      CommandCall.of(
          "PlanService/Open",
          TaskCommand.OpenPlan.class,
          OpenPlanRequest.getDefaultInstance(),
          c ->
              OpenPlanRequest.newBuilder()
                  .setPlan(c.plan().value())
                  .setRedoChanged(c.redoChanged()),
          (q, speaker) -> new TaskCommand.OpenPlan(plan(q.getPlan()), q.getRedoChanged()));

  private static final CommandCall<TaskCommand.AddPlanTasks, AddPlanTasksRequest> ADD_TASKS =
      CommandCall.of(
          "PlanService/AddTasks",
          TaskCommand.AddPlanTasks.class,
          AddPlanTasksRequest.getDefaultInstance(),
          c ->
              AddPlanTasksRequest.newBuilder()
                  .setPlan(c.plan().value())
                  .addAllTasks(c.tasks().stream().map(TaskSpecMapping::write).toList()),
          (q, speaker) ->
              new TaskCommand.AddPlanTasks(
                  plan(q.getPlan()), Requests.readEach("tasks", q.getTasksList(), Defaults::task)));

  private static final CommandCall<TaskCommand.SealPlan, SealPlanRequest> SEAL =
      CommandCall.of(
          "PlanService/Seal",
          TaskCommand.SealPlan.class,
          SealPlanRequest.getDefaultInstance(),
          c -> SealPlanRequest.newBuilder().setPlan(c.plan().value()),
          (q, speaker) -> new TaskCommand.SealPlan(plan(q.getPlan())));

  private static final CommandCall<TaskCommand.CancelPlan, CancelPlanRequest> CANCEL =
      CommandCall.of(
          "PlanService/CancelPlan",
          TaskCommand.CancelPlan.class,
          CancelPlanRequest.getDefaultInstance(),
          c -> CancelPlanRequest.newBuilder().setPlan(c.plan().value()).setReason(c.reason()),
          (q, speaker) -> new TaskCommand.CancelPlan(plan(q.getPlan()), q.getReason()));

  private static final CommandCall<TaskCommand.ClosePlan, ClosePlanRequest> CLOSE =
      CommandCall.of(
          "PlanService/Close",
          TaskCommand.ClosePlan.class,
          ClosePlanRequest.getDefaultInstance(),
          c -> ClosePlanRequest.newBuilder().setPlan(c.plan().value()).setBy(c.by()),
          (q, speaker) -> new TaskCommand.ClosePlan(plan(q.getPlan()), q.getBy()));

  private static PlanId plan(String id) {
    return Requests.read("plan", id, PlanId::of);
  }
}
