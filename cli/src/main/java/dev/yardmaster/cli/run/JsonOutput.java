package dev.yardmaster.cli.run;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A run as lines of JSON: one for each event, notes, and at last a summary. */
final class JsonOutput implements RunOutput {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintWriter out;

  JsonOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void event(CommittedEvent committed, RunRecord.@Nullable Attempt ended) {
    ObjectNode line = JSON.createObjectNode();
    line.put("position", committed.position().value());
    line.put("time", committed.at().wallMillis());
    line.put("event", committed.event().getClass().getSimpleName());
    switch (committed.event()) {
      case TaskEvent event -> task(line, event);
      case PlanEvent event -> line.put("plan", event.plan().value());
      case AgentEvent event -> line.put("agent", event.agent().value());
      default -> {}
    }
    if (ended != null && ended.sinceMillis() != 0) {
      line.put("agent", ended.agent());
      line.put("millis", committed.at().wallMillis() - ended.sinceMillis());
    }
    print(line);
  }

  private static void task(ObjectNode line, TaskEvent event) {
    line.put("task", event.task().value());
    switch (event) {
      case TaskEvent.TaskAssigned e -> {
        agent(line, e.agent()).put("epoch", e.epoch().toString());
        line.put("strategy", e.choice().strategy()).put("reason", e.choice().reason());
      }
      case TaskEvent.WorkStolen e -> agent(line, e.to()).put("epoch", e.epoch().toString());
      case TaskEvent.TaskStarted e -> line.put("epoch", e.epoch().toString());
      case TaskEvent.TaskSucceeded e -> line.put("epoch", e.epoch().toString());
      case TaskEvent.AttemptFailed e ->
          line.put("epoch", e.epoch().toString())
              .put("type", e.failure().type())
              .put("message", e.failure().message());
      case TaskEvent.AttemptLost e -> line.put("epoch", e.epoch().toString());
      case TaskEvent.TaskFailed e ->
          line.put("type", e.failure().type()).put("message", e.failure().message());
      case TaskEvent.TaskCancelled e -> line.put("reason", e.reason());
      case TaskEvent.TaskSkipped e -> line.put("rootCause", e.rootCause().value());
      default -> {}
    }
  }

  private static ObjectNode agent(ObjectNode line, AgentId agent) {
    return line.put("agent", agent.value());
  }

  private synchronized void print(ObjectNode line) {
    out.println(JSON.writeValueAsString(line));
    out.flush();
  }

  @Override
  public void progress(PlanView view) {
    // Whoever reads events counts them.
  }

  @Override
  public void note(String text) {
    print(JSON.createObjectNode().put("note", text));
  }

  @Override
  public void summary(RunSummary summary) {
    print(JSON.createObjectNode().set("summary", summary.json()).asObject());
  }

  @Override
  public void close() {
    out.flush();
  }
}
