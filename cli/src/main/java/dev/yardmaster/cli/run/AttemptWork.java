package dev.yardmaster.cli.run;

import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.RunSpec;
import dev.yardmaster.core.machine.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an attempt executes, as the task's input: two tasks whose command, environment, folder,
 * outputs and parameters agree have equal bytes, so that an edited command is an edited task.
 *
 * @param run null means the agent's own command
 * @param env the task's, without parameters
 */
record AttemptWork(
    @Nullable RunSpec run,
    Map<String, String> env,
    String cwd,
    List<String> outputs,
    Map<String, String> parameters) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static AttemptWork of(PlanTask task, Map<String, String> parameters) {
    return new AttemptWork(
        task.process().run(),
        task.process().env(),
        task.process().cwd(),
        task.process().outputs(),
        parameters);
  }

  Payload toPayload() {
    ObjectNode json = JSON.createObjectNode();
    switch (run) {
      case null -> {}
      case RunSpec.Shell(String script) -> json.put("shell", script);
      case RunSpec.Argv(List<String> words) -> words.forEach(json.putArray("argv")::add);
    }
    put(json.putObject("env"), env);
    json.put("cwd", cwd);
    outputs.forEach(json.putArray("outputs")::add);
    put(json.putObject("parameters"), parameters);
    return Payload.json(JSON.writeValueAsString(json));
  }

  private static void put(ObjectNode json, Map<String, String> values) {
    new TreeMap<>(values).forEach(json::put);
  }

  static AttemptWork of(Payload payload) {
    JsonNode json = JSON.readTree(payload.bytes());
    RunSpec run = null;
    if (json.has("shell")) {
      run = new RunSpec.Shell(json.get("shell").asString());
    } else if (json.has("argv")) {
      run = new RunSpec.Argv(strings(json.get("argv")));
    }
    return new AttemptWork(
        run,
        map(json.get("env")),
        json.get("cwd").asString(),
        strings(json.get("outputs")),
        map(json.get("parameters")));
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asString()));
    return values;
  }

  private static Map<String, String> map(JsonNode object) {
    Map<String, String> values = new LinkedHashMap<>();
    object.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asString()));
    return values;
  }
}
