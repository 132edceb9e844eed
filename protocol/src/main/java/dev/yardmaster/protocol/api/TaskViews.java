package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.log.TaskStateMapping;
import dev.yardmaster.protocol.log.v1.SnapshotProto.TaskStateName;
import dev.yardmaster.protocol.v1.ExplainTaskRequest;
import dev.yardmaster.protocol.v1.Explanation;
import dev.yardmaster.protocol.v1.GetTaskRequest;
import dev.yardmaster.protocol.v1.ListTasksRequest;
import dev.yardmaster.protocol.v1.Task;
import dev.yardmaster.protocol.v1.TaskList;
import dev.yardmaster.protocol.v1.TaskServiceGrpc;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about tasks. */
final class TaskViews {
  private TaskViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            TaskServiceGrpc.getGetTaskMethod(),
            Query.OfTask.class,
            query -> GetTaskRequest.newBuilder().setTask(query.task().value()).build(),
            from -> new Query.OfTask(TaskId.of(from.getTask())),
            Answering.found(TaskViews::write, TaskViews::read)),
        QueryCall.of(
            TaskServiceGrpc.getListTasksMethod(),
            Query.OfTasks.class,
            TaskViews::write,
            TaskViews::read,
            Answering.always(
                views ->
                    TaskList.newBuilder()
                        .addAllTasks(views.stream().map(TaskViews::write).toList())
                        .build(),
                from -> from.getTasksList().stream().map(TaskViews::read).toList())),
        QueryCall.of(
            TaskServiceGrpc.getExplainMethod(),
            Query.Explain.class,
            query -> ExplainTaskRequest.newBuilder().setTask(query.task().value()).build(),
            from -> new Query.Explain(TaskId.of(from.getTask())),
            Answering.found(
                sentences -> Explanation.newBuilder().addAllSentences(sentences).build(),
                from -> List.copyOf(from.getSentencesList()))));
  }

  private static ListTasksRequest write(Query.OfTasks from) {
    ListTasksRequest.Builder to = ListTasksRequest.newBuilder().setLimit(from.limit());
    TaskState.Name state = from.state();
    if (state != null) {
      to.setState(TaskStateMapping.write(state));
    }
    TaskId after = from.after();
    if (after != null) {
      to.setAfter(after.value());
    }
    return to.build();
  }

  @SuppressWarnings("NullAway") // it does not read annotations on nested types from class files
  private static Query.OfTasks read(ListTasksRequest from) {
    return new Query.OfTasks(
        state(from),
        from.getAfter().isEmpty() ? null : TaskId.of(from.getAfter()),
        Absent.limit(from.getLimit(), Absent.FEW));
  }

  private static TaskState.@Nullable Name state(ListTasksRequest from) {
    if (from.getState() == TaskStateName.UNRECOGNIZED) {
      throw new BadRequestException(
          "Expected a state of %s, got number %d"
              .formatted(Arrays.toString(TaskState.Name.values()), from.getStateValue()));
    }
    return from.getState() == TaskStateName.TASK_STATE_NAME_UNSPECIFIED
        ? null
        : TaskStateMapping.read(from.getState());
  }

  private static Task write(TaskView from) {
    Task.Builder to =
        Task.newBuilder()
            .setSpec(TaskSpecMapping.write(from.spec()))
            .setState(TaskStateMapping.write(from.state()))
            .setPriority(from.priority())
            .setRankMillis(from.rankMillis())
            .setAttempts(from.attempts())
            .setLastEpoch(from.lastEpoch().value());
    from.waitsFor().forEach(task -> to.addWaitsFor(task.value()));
    return to.build();
  }

  private static TaskView read(Task from) {
    return new TaskView(
        TaskSpecMapping.read(from.getSpec()),
        TaskStateMapping.read(from.getState()),
        from.getPriority(),
        from.getRankMillis(),
        from.getAttempts(),
        new FencingToken(from.getLastEpoch()),
        from.getWaitsForList().stream().map(TaskId::of).toList());
  }
}
