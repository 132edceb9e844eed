package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.core.workspace.ResourceView;
import dev.yardmaster.core.workspace.TaskView;
import dev.yardmaster.core.workspace.WorkspaceView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code yardmaster status}: a plan as it stands. */
@Command(
    name = "status",
    description = "Shows how far a plan is: tasks by state, agents, resources.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  private static final int MAX_SHOWN = 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          String plan = data.plan(options.plan());
          CoordinationManager manager = data.workspace(plan);
          if (json) {
            spec.commandLine().getOut().println(json(plan, manager, data));
          } else {
            show(plan, manager, spec.commandLine().getOut());
          }
          return ExitCode.OK.code();
        });
  }

  private static void show(String plan, CoordinationManager manager, PrintWriter out) {
    WorkspaceView view = manager.view();
    Optional<PlanView> whole = manager.plans().find(PlanId.of(plan));
    out.printf(
        "plan %s: %s%s%n",
        plan,
        whole.map(found -> found.isOver() ? "over" : "not over").orElse("never started"),
        view.paused() ? ", paused (run it again to go on)" : "");
    view.tasks()
        .forEach((state, count) -> {
          if (count > 0) {
            out.printf("  %-11s %d%n", state, count);
          }
        });
    tasks(TaskState.Name.RUNNING, "running:", manager, out);
    tasks(TaskState.Name.READY, "ready:", manager, out);
    tasks(TaskState.Name.BACKOFF, "waiting to be tried again:", manager, out);
    tasks(TaskState.Name.FAILED, "dead letters:", manager, out);
    for (AgentView agent : manager.agents().list(1_000)) {
      if (agent.status().isAttached()) {
        out.printf(
            "agent %s %s, running %s%n", agent.profile().id(), agent.status(), agent.running());
      }
    }
    for (ResourceView resource : manager.resources().list(1_000)) {
      if (!resource.holders().isEmpty()) {
        out.printf("resource %s is held by %s%n", resource.name(), resource.holders());
      }
    }
  }

  private static void tasks(
      TaskState.Name state, String title, CoordinationManager manager, PrintWriter out) {
    List<TaskView> tasks = manager.tasks().list(state, null, MAX_SHOWN + 1);
    if (!tasks.isEmpty()) {
      out.println(title);
      tasks.stream().limit(MAX_SHOWN).forEach(task -> out.println("  " + text(task)));
      if (tasks.size() > MAX_SHOWN) {
        out.println("  and more");
      }
    }
  }

  private static String text(TaskView task) {
    return switch (task.state()) {
      case TaskState.Running running -> task.id() + " on " + running.agent();
      case TaskState.Failed failed -> task.id() + ": " + failed.failure().message();
      default -> task.id().toString();
    };
  }

  private static String json(String plan, CoordinationManager manager, OpenData data) {
    WorkspaceView view = manager.view();
    ObjectNode json = JSON.createObjectNode().put("plan", plan).put("paused", view.paused());
    json.put("position", data.position());
    ObjectNode tasks = json.putObject("tasks");
    view.tasks().forEach((state, count) -> tasks.put(state.name(), count));
    manager
        .plans()
        .find(PlanId.of(plan))
        .ifPresent(whole ->
            json.put("over", whole.isOver()).put("remainingMillis", whole.remainingMillis()));
    var agents = json.putArray("agents");
    for (AgentView agent : manager.agents().list(1_000)) {
      ObjectNode one =
          agents
              .addObject()
              .put("id", agent.profile().id().value())
              .put("status", agent.status().name());
      agent.running().forEach(task -> one.withArray("running").add(task.value()));
    }
    return JSON.writeValueAsString(json);
  }
}
