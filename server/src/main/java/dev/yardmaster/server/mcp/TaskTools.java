package dev.yardmaster.server.mcp;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.protocol.log.v1.ResourceProto.LockRequest;
import dev.yardmaster.protocol.log.v1.ShardProto.Reply;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Dependency;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Failure;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Payload;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Requirements;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.TaskSpec;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Work;
import dev.yardmaster.protocol.v1.AddPlanTasksRequest;
import dev.yardmaster.protocol.v1.CompleteTaskRequest;
import dev.yardmaster.protocol.v1.ConfirmCancelledRequest;
import dev.yardmaster.protocol.v1.FailTaskRequest;
import dev.yardmaster.protocol.v1.OpenPlanRequest;
import dev.yardmaster.protocol.v1.SealPlanRequest;
import dev.yardmaster.protocol.v1.SubmitTaskRequest;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.NoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Giving tasks to others, and ending one's own. */
final class TaskTools {
  private static final int MAX_TASKS = 1_000;
  private static final String INPUTS =
      "id:text! type:text! description:text input:any after:texts capabilities:texts locks:texts priority:number agent:text";

  /** What a task may say; the schema of submit leaves it to the description. */
  private static final Tool TASK = new Tool("a task of submit", "", INPUTS, call -> Map.of());

  private TaskTools() {}

  static List<Tool> all() {
    return List.of(
        new Tool(
            "submit",
            "Submit tasks, in order. Each: id, type, description, input (any JSON), after (ids it waits for), capabilities it requires, locks (resources it holds while it runs), priority 0-100 (50), agent (the only one that may do it). plan: a name, all or none.",
            "tasks:objects! plan:text",
            TaskTools::submit),
        new Tool(
            "complete",
            "Your task succeeded; result is any JSON.",
            "task:text! epoch:text! result:any",
            TaskTools::complete),
        new Tool(
            "fail",
            "Your task failed, or you stopped after cancelled. It is tried again unless final.",
            "task:text! epoch:text! reason:text! type:text final:flag",
            TaskTools::fail));
  }

  private static Map<String, Object> submit(ToolCall call) {
    List<TaskSpec> tasks = new ArrayList<>();
    for (Arguments each : call.arguments().objects("tasks")) {
      TASK.check(each);
      tasks.add(task(each));
    }
    if (tasks.isEmpty() || tasks.size() > MAX_TASKS) {
      throw new IllegalArgumentException(
          "Expected 1 to %d tasks, got %d".formatted(MAX_TASKS, tasks.size()));
    }
    String plan = call.arguments().text("plan", "");
    if (plan.isEmpty()) {
      each(call, tasks);
    } else {
      together(call, plan, tasks);
    }
    Map<String, Object> submitted = new LinkedHashMap<>();
    submitted.put("submitted", tasks.stream().map(TaskSpec::getId).toList());
    return submitted;
  }

  /** Stops at the first that is refused, and says how far it came. */
  private static void each(ToolCall call, List<TaskSpec> tasks) {
    CallContext context = call.anybody();
    for (int i = 0; i < tasks.size(); i++) {
      try {
        call.call(
            "TaskService/Submit",
            SubmitTaskRequest.newBuilder()
                .setWorkspace(call.workspace())
                .setTask(tasks.get(i))
                .build(),
            context,
            Reply.class);
      } catch (NoException no) {
        throw i == 0 ? no : after(i, tasks, no.refusal());
      }
    }
  }

  private static NoException after(int accepted, List<TaskSpec> tasks, Refusal refusal) {
    return NoException.of(
        new Refusal(
            refusal.code(),
            "Task %s was refused, the %d before it were accepted, none after it was looked at: %s"
                .formatted(tasks.get(accepted).getId(), accepted, refusal.text()),
            refusal.retryAfterMillis()));
  }

  private static void together(ToolCall call, String plan, List<TaskSpec> tasks) {
    CallContext context = call.anybody();
    String workspace = call.workspace();
    call.call(
        "PlanService/Open",
        OpenPlanRequest.newBuilder().setWorkspace(workspace).setPlan(plan).build(),
        context,
        Reply.class);
    call.call(
        "PlanService/AddTasks",
        AddPlanTasksRequest.newBuilder()
            .setWorkspace(workspace)
            .setPlan(plan)
            .addAllTasks(tasks)
            .build(),
        context,
        Reply.class);
    call.call(
        "PlanService/Seal",
        SealPlanRequest.newBuilder().setWorkspace(workspace).setPlan(plan).build(),
        context,
        Reply.class);
  }

  private static TaskSpec task(Arguments given) {
    Work.Builder work =
        Work.newBuilder().setType(given.text("type")).setDescription(given.text("description", ""));
    Payload input = given.payload("input");
    if (input != null) {
      work.setInput(input);
    }
    Requirements requirements =
        Requirements.newBuilder()
            .addAllCapabilities(new TreeSet<>(given.texts("capabilities")))
            .addAllLocks(
                given.texts("locks").stream()
                    .distinct()
                    .sorted(Comparator.naturalOrder())
                    .map(name -> LockRequest.newBuilder().setResource(name).build())
                    .toList())
            .setAgent(given.text("agent", ""))
            .build();
    TaskSpec.Builder task =
        TaskSpec.newBuilder().setId(given.text("id")).setWork(work).setRequirements(requirements);
    for (String before : given.texts("after")) {
      task.addDependencies(Dependency.newBuilder().setTask(before));
    }
    if (given.has("priority")) {
      task.setPriority(given.number("priority", 0, 0, 100));
    }
    return task.build();
  }

  private static Map<String, Object> complete(ToolCall call) {
    CompleteTaskRequest.Builder request =
        CompleteTaskRequest.newBuilder()
            .setWorkspace(call.workspace())
            .setTask(call.arguments().text("task"))
            .setEpoch(call.arguments().token("epoch"));
    Payload result = call.arguments().payload("result");
    if (result != null) {
      request.setResult(result);
    }
    call.call("TaskService/Complete", request.build(), call.agent(), Reply.class);
    return Map.of("completed", request.getTask());
  }

  private static Map<String, Object> fail(ToolCall call) {
    Arguments given = call.arguments();
    FailTaskRequest request =
        FailTaskRequest.newBuilder()
            .setWorkspace(call.workspace())
            .setTask(given.text("task"))
            .setEpoch(given.token("epoch"))
            .setFailure(
                Failure.newBuilder()
                    .setType(given.text("type", "failed"))
                    .setMessage(given.text("reason")))
            .setNotRetryable(given.flag("final"))
            .build();
    try {
      call.call("TaskService/Fail", request, call.agent(), Reply.class);
      return Map.of("failed", request.getTask());
    } catch (NoException no) {
      if (no.refusal().code() == RefusalCode.STALE_TOKEN && confirmed(call, request)) {
        return Map.of("stopped", request.getTask());
      }
      throw no;
    }
  }

  /** A cancelled attempt is not failed but confirmed: to a model it is the same. */
  private static boolean confirmed(ToolCall call, FailTaskRequest request) {
    try {
      call.call(
          "TaskService/ConfirmCancelled",
          ConfirmCancelledRequest.newBuilder()
              .setWorkspace(request.getWorkspace())
              .setTask(request.getTask())
              .setEpoch(request.getEpoch())
              .build(),
          call.agent(),
          Reply.class);
      return true;
    } catch (NoException no) {
      return false; // the first refusal tells more
    }
  }
}
