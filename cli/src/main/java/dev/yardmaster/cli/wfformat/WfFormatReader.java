package dev.yardmaster.cli.wfformat;

import dev.yardmaster.cli.plan.PlanNames;
import dev.yardmaster.cli.plan.TaskGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads WfFormat 1.5 files. An edge counts if either end names it (parents or children), or if one
 * task writes a file that the other reads.
 */
public final class WfFormatReader {

  /** Largest file read. */
  public static final long MAX_BYTES = 256L * 1024 * 1024;

  private static final String VERSION = "1.5";

  /** Reads and checks an instance. */
  public static WfFormat read(Path file) throws IOException, WfFormatException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new WfFormatException(
          file + ": the file has " + size + " bytes, at most " + MAX_BYTES + " are read");
    }
    JsonNode root;
    try {
      root =
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(Files.readAllBytes(file));
    } catch (JacksonException invalid) {
      throw new WfFormatException(
          file
              + ":"
              + invalid.getLocation().getLineNr()
              + ":"
              + invalid.getLocation().getColumnNr()
              + ": not valid JSON: "
              + invalid.getOriginalMessage());
    }
    return instance(new JsonPlace(file.toString(), "$", root));
  }

  private static WfFormat instance(JsonPlace root) throws WfFormatException {
    JsonPlace version = root.member("schemaVersion");
    if (!version.text().equals(VERSION)) {
      throw version.fault(
          "expected WfFormat " + VERSION + ", but found " + version.text() + "; convert it first");
    }
    JsonPlace workflow = root.member("workflow");
    JsonPlace specification = workflow.member("specification");
    Map<String, WfFormat.WfFile> files = files(specification);
    Map<String, JsonPlace> executions = new HashMap<>();
    for (JsonPlace execution : workflow.member("execution").member("tasks").elements()) {
      executions.put(execution.member("id").text(), execution);
    }
    JsonPlace tasks = specification.member("tasks");
    Map<String, JsonPlace> specifications = new LinkedHashMap<>();
    Map<String, Set<String>> parents = new LinkedHashMap<>();
    for (JsonPlace task : tasks.elements()) {
      JsonPlace id = task.member("id");
      if (specifications.put(id.text(), task) != null) {
        throw id.fault("task '" + id.text() + "' is already defined");
      }
      parents.put(id.text(), new LinkedHashSet<>());
    }
    if (specifications.isEmpty()) {
      throw tasks.fault("expected at least one task");
    }
    edges(specifications, parents);
    fileEdges(specifications, parents, files);
    List<WfFormat.WfTask> read = new ArrayList<>();
    for (Map.Entry<String, JsonPlace> task : specifications.entrySet()) {
      JsonPlace execution = executions.get(task.getKey());
      if (execution == null) {
        throw task.getValue()
            .fault("task '" + task.getKey() + "' has no entry in $.workflow.execution.tasks");
      }
      read.add(
          new WfFormat.WfTask(
              task.getKey(),
              type(task.getValue(), execution),
              List.copyOf(parents.getOrDefault(task.getKey(), Set.of())),
              execution.member("runtimeInSeconds").seconds(),
              distinct(task.getValue().texts("inputFiles")),
              distinct(task.getValue().texts("outputFiles"))));
    }
    refuseCycle(tasks, read);
    Optional<JsonPlace> name = root.optional("name");
    return new WfFormat(
        name.isPresent() ? name.get().text() : "workflow", read, List.copyOf(files.values()));
  }

  private static Map<String, WfFormat.WfFile> files(JsonPlace specification)
      throws WfFormatException {
    Map<String, WfFormat.WfFile> files = new LinkedHashMap<>();
    Optional<JsonPlace> list = specification.optional("files");
    if (list.isPresent()) {
      for (JsonPlace file : list.get().elements()) {
        JsonPlace id = file.member("id");
        var read = new WfFormat.WfFile(id.text(), file.member("sizeInBytes").bytes());
        if (files.put(id.text(), read) != null) {
          throw id.fault("file '" + id.text() + "' is already defined");
        }
      }
    }
    return files;
  }

  private static void edges(Map<String, JsonPlace> tasks, Map<String, Set<String>> parents)
      throws WfFormatException {
    for (Map.Entry<String, JsonPlace> task : tasks.entrySet()) {
      for (String parent : task.getValue().texts("parents")) {
        family(parents, task.getValue(), "parent", parent);
        family(parents, task.getValue(), "task", task.getKey()).add(parent);
      }
    }
    for (Map.Entry<String, JsonPlace> task : tasks.entrySet()) {
      for (String child : task.getValue().texts("children")) {
        family(parents, task.getValue(), "child", child).add(task.getKey());
      }
    }
  }

  private static Set<String> family(
      Map<String, Set<String>> parents, JsonPlace task, String kind, String id)
      throws WfFormatException {
    Set<String> found = parents.get(id);
    if (found == null) {
      throw task.fault(kind + " '" + id + "' is not among the tasks");
    }
    return found;
  }

  private static void fileEdges(
      Map<String, JsonPlace> tasks,
      Map<String, Set<String>> parents,
      Map<String, WfFormat.WfFile> files)
      throws WfFormatException {
    Map<String, String> producers = new HashMap<>();
    for (Map.Entry<String, JsonPlace> task : tasks.entrySet()) {
      for (String output : task.getValue().texts("outputFiles")) {
        String other = producers.putIfAbsent(output, task.getKey());
        if (other != null && !other.equals(task.getKey())) {
          throw task.getValue()
              .fault("file '" + output + "' is already written by task '" + other + "'");
        }
        requireFile(task.getValue(), files, output);
      }
    }
    for (Map.Entry<String, JsonPlace> task : tasks.entrySet()) {
      for (String input : task.getValue().texts("inputFiles")) {
        requireFile(task.getValue(), files, input);
        String producer = producers.get(input);
        if (producer != null && !isAncestor(parents, task.getKey(), producer)) {
          if (producer.equals(task.getKey())) {
            throw task.getValue().fault("the task reads its own output '" + input + "'");
          }
          family(parents, task.getValue(), "task", task.getKey()).add(producer);
        }
      }
    }
  }

  private static void requireFile(JsonPlace task, Map<String, WfFormat.WfFile> files, String id)
      throws WfFormatException {
    if (!files.containsKey(id)) {
      throw task.fault("file '" + id + "' is not among $.workflow.specification.files");
    }
  }

  private static boolean isAncestor(Map<String, Set<String>> parents, String task, String wanted) {
    Set<String> seen = new LinkedHashSet<>(parents.getOrDefault(task, Set.of()));
    if (seen.contains(wanted)) {
      return true;
    }
    var open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (String next : parents.getOrDefault(open.pop(), Set.of())) {
        if (next.equals(wanted)) {
          return true;
        }
        if (seen.add(next)) {
          open.push(next);
        }
      }
    }
    return false;
  }

  private static void refuseCycle(JsonPlace place, List<WfFormat.WfTask> tasks)
      throws WfFormatException {
    Map<String, Integer> positions = new HashMap<>();
    tasks.forEach(task -> positions.put(task.id(), positions.size()));
    List<Integer> cycle =
        TaskGraph.ofPositions(
                tasks.stream()
                    .map(task ->
                        task.parents().stream()
                            .map(parent -> positions.getOrDefault(parent, 0))
                            .toList())
                    .toList())
            .cycle();
    if (!cycle.isEmpty()) {
      List<String> path =
          new ArrayList<>(cycle.stream().limit(10).map(i -> tasks.get(i).id()).toList());
      path.add(path.getFirst());
      throw place.fault("tasks wait for each other in a circle: " + String.join(" -> ", path));
    }
  }

  private static String type(JsonPlace task, JsonPlace execution) throws WfFormatException {
    Optional<JsonPlace> category = task.optional("category");
    if (category.isPresent()) {
      return category.get().text();
    }
    Optional<JsonPlace> named = task.optional("name");
    String name = named.isPresent() ? named.get().text() : task.member("id").text();
    Optional<JsonPlace> program =
        execution.optional("command").flatMap(command -> command.optional("program"));
    // Names are often program, sample and number; what tasks have in common is the program.
    if (program.isPresent()
        && program.get().value().isString()
        && PlanNames.isId(program.get().text())
        && (name + "_").startsWith(program.get().text() + "_")) {
      return program.get().text();
    }
    return PlanNames.withoutNumber(name);
  }

  private static List<String> distinct(List<String> texts) {
    return List.copyOf(new LinkedHashSet<>(texts));
  }

  private WfFormatReader() {}
}
