package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.PlanMapping;
import dev.yardmaster.protocol.log.TaskStateMapping;
import dev.yardmaster.protocol.v1.GetPlanRequest;
import dev.yardmaster.protocol.v1.Plan;
import dev.yardmaster.protocol.v1.PlanServiceGrpc;
import dev.yardmaster.protocol.v1.TaskCount;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Questions about plans, and tasks counted by state. */
final class PlanViews {
  private PlanViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            PlanServiceGrpc.getGetPlanMethod(),
            Query.OfPlan.class,
            query -> GetPlanRequest.newBuilder().setPlan(query.plan().value()).build(),
            from -> new Query.OfPlan(PlanId.of(from.getPlan())),
            Answering.found(PlanViews::write, PlanViews::read)));
  }

  private static Plan write(PlanView from) {
    return Plan.newBuilder()
        .setId(from.id().value())
        .setRevision(from.revision())
        .setStage(PlanMapping.write(from.stage()))
        .addAllTasks(counts(from.tasks()))
        .setRemainingMillis(from.remainingMillis())
        .build();
  }

  private static PlanView read(Plan from) {
    return new PlanView(
        PlanId.of(from.getId()),
        from.getRevision(),
        PlanMapping.read(from.getStage()),
        counts(from.getTasksList()),
        from.getRemainingMillis());
  }

  /** In the order of the states, those that count none included where they are named. */
  static List<TaskCount> counts(Map<TaskState.Name, Integer> from) {
    return from.entrySet().stream()
        .map(entry ->
            TaskCount.newBuilder()
                .setState(TaskStateMapping.write(entry.getKey()))
                .setCount(entry.getValue())
                .build())
        .toList();
  }

  static Map<TaskState.Name, Integer> counts(List<TaskCount> from) {
    Map<TaskState.Name, Integer> to = new EnumMap<>(TaskState.Name.class);
    from.forEach(count -> to.put(TaskStateMapping.read(count.getState()), count.getCount()));
    return Collections.unmodifiableMap(to);
  }
}
