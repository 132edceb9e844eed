package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.v1.Agent;
import dev.yardmaster.protocol.v1.ExplainTaskRequest;
import dev.yardmaster.protocol.v1.Explanation;
import dev.yardmaster.protocol.v1.GetAgentRequest;
import dev.yardmaster.protocol.v1.GetPlanRequest;
import dev.yardmaster.protocol.v1.GetTaskRequest;
import dev.yardmaster.protocol.v1.GetWorkspaceRequest;
import dev.yardmaster.protocol.v1.Plan;
import dev.yardmaster.protocol.v1.Task;
import dev.yardmaster.protocol.v1.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looking without changing anything. */
final class LookTools {
  private LookTools() {}

  static List<Tool> all() {
    return List.of(
        new Tool(
            "status",
            "How a task or plan stands, with results; with neither, you and the workspace.",
            "task:text plan:text",
            LookTools::status),
        new Tool(
            "explain",
            "Why a task is where it is, in sentences.",
            "task:text!",
            LookTools::explain));
  }

  private static Map<String, Object> status(ToolCall call) {
    if (call.arguments().has("task")) {
      return task(call, call.arguments().text("task"));
    }
    if (call.arguments().has("plan")) {
      return plan(call, call.arguments().text("plan"));
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put(
        "workspace",
        Shown.json(
            call.call(
                "WorkspaceService/GetWorkspace",
                GetWorkspaceRequest.newBuilder().setWorkspace(call.workspace()).build(),
                call.anybody(),
                Workspace.class)));
    if (!call.agentId().isEmpty()) {
      Agent agent =
          call.call(
              "AgentService/GetAgent",
              GetAgentRequest.newBuilder()
                  .setWorkspace(call.workspace())
                  .setAgent(call.agentId())
                  .build(),
              call.anybody(),
              Agent.class);
      shown.put("you", Shown.json(agent));
    }
    return shown;
  }

  static Map<String, Object> task(ToolCall call, String id) {
    return Shown.json(
        call.find(
            "task " + id,
            "TaskService/GetTask",
            GetTaskRequest.newBuilder().setWorkspace(call.workspace()).setTask(id).build(),
            Task.class));
  }

  static Map<String, Object> plan(ToolCall call, String id) {
    return Shown.json(
        call.find(
            "plan " + id,
            "PlanService/GetPlan",
            GetPlanRequest.newBuilder().setWorkspace(call.workspace()).setPlan(id).build(),
            Plan.class));
  }

  private static Map<String, Object> explain(ToolCall call) {
    String task = call.arguments().text("task");
    Explanation explanation =
        call.find(
            "task " + task,
            "TaskService/Explain",
            ExplainTaskRequest.newBuilder().setWorkspace(call.workspace()).setTask(task).build(),
            Explanation.class);
    return Map.of("sentences", List.copyOf(explanation.getSentencesList()));
  }
}
