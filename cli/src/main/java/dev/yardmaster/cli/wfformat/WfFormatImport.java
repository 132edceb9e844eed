package dev.yardmaster.cli.wfformat;

import dev.yardmaster.cli.plan.PlanDependency;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanRetry;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.RunSpec;
import dev.yardmaster.cli.plan.SourceMark;
import dev.yardmaster.cli.plan.TaskAbout;
import dev.yardmaster.cli.plan.TaskNeeds;
import dev.yardmaster.cli.plan.TaskPolicy;
import dev.yardmaster.cli.plan.TaskProcess;
import dev.yardmaster.cli.plan.TaskTiming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a workflow instance into a plan of real processes that work in the folder {@code data}.
 * Files that no task makes are created first by tasks {@code stage-in-1}, {@code stage-in-2}, ...
 * Runtimes appear in the scripts only, where no scheduler can see them.
 */
public final class WfFormatImport {

  /** Files created by one stage-in task; keeps its script well below the limit of one argument. */
  private static final int STAGED_PER_TASK = 300;

  /** Linux passes no argument longer than 128 KiB. */
  private static final int MAX_SCRIPT = 120_000;

  private final WfFormat workflow;
  private final double timeScale;
  private final Map<String, String> ids;
  private final Map<String, String> names;
  private final Map<String, Long> sizes = new HashMap<>();

  private WfFormatImport(WfFormat workflow, double timeScale, double sizeScale) {
    this.workflow = workflow;
    this.timeScale = timeScale;
    List<List<String>> staged = staged(workflow);
    Set<String> reserved = new LinkedHashSet<>();
    for (int i = 0; i < staged.size(); i++) {
      reserved.add(stageIn(i));
    }
    this.ids =
        LegalNames.of(
            workflow.tasks().stream().map(WfFormat.WfTask::id).toList(), LegalNames.IDS, reserved);
    this.names =
        LegalNames.of(
            workflow.files().stream().map(WfFormat.WfFile::id).toList(),
            LegalNames.FILES,
            Set.of());
    for (WfFormat.WfFile file : workflow.files()) {
      long scaled = Math.round(file.bytes() * sizeScale);
      sizes.put(file.id(), file.bytes() == 0 ? 0 : Math.max(1, scaled));
    }
  }

  /** Reads an instance and makes its plan; scales multiply runtimes and sizes. */
  public static PlanFile toPlan(Path file, double timeScale, double sizeScale)
      throws IOException, WfFormatException {
    return toPlan(WfFormatReader.read(file), file.toString(), timeScale, sizeScale);
  }

  /** The plan of an instance already read. */
  public static PlanFile toPlan(
      WfFormat workflow, String source, double timeScale, double sizeScale)
      throws WfFormatException {
    requireScale("time scale", timeScale);
    requireScale("size scale", sizeScale);
    return new WfFormatImport(workflow, timeScale, sizeScale).plan(source);
  }

  private static void requireScale(String what, double scale) throws WfFormatException {
    if (!(scale >= 0 && scale <= 1_000_000)) {
      throw new WfFormatException("Expected a " + what + " from 0 to 1000000, but found " + scale);
    }
  }

  private PlanFile plan(String source) throws WfFormatException {
    List<List<String>> staged = staged(workflow);
    Map<String, String> stagedBy = new HashMap<>();
    List<PlanTask> tasks = new ArrayList<>();
    for (int i = 0; i < staged.size(); i++) {
      String id = stageIn(i);
      staged.get(i).forEach(file -> stagedBy.put(file, id));
      var about =
          new TaskAbout("stage-in", "create " + staged.get(i).size() + " input files", List.of());
      tasks.add(task(source, id, about, List.of(), List.of(), 0, staged.get(i)));
    }
    for (WfFormat.WfTask task : workflow.tasks()) {
      Set<String> before = new LinkedHashSet<>();
      task.parents().forEach(parent -> before.add(legal(ids, parent)));
      for (String input : task.inputs()) {
        String stage = stagedBy.get(input);
        if (stage != null) {
          before.add(stage);
        }
      }
      String type = LegalNames.of(List.of(task.type()), LegalNames.IDS, Set.of()).get(task.type());
      var about = new TaskAbout(type == null ? "task" : type, "", List.of());
      tasks.add(
          task(
              source,
              legal(ids, task.id()),
              about,
              List.copyOf(before),
              task.inputs(),
              task.runtimeSeconds() * timeScale,
              task.outputs()));
    }
    String name =
        LegalNames.of(List.of(workflow.name()), LegalNames.IDS, Set.of()).get(workflow.name());
    return new PlanFile(
        source,
        name == null ? "workflow" : name,
        "imported from WfFormat: " + workflow.tasks().size() + " tasks",
        List.of(),
        List.of(),
        List.of(),
        tasks);
  }

  private PlanTask task(
      String source,
      String id,
      TaskAbout about,
      List<String> before,
      List<String> inputs,
      double seconds,
      List<String> outputs)
      throws WfFormatException {
    List<TaskScript.Output> written =
        outputs.stream()
            .map(file -> new TaskScript.Output(legal(names, file), sizes.getOrDefault(file, 0L)))
            .toList();
    String part = LegalNames.of(List.of(id), LegalNames.FILES, Set.of()).getOrDefault(id, "task");
    String script =
        TaskScript.of(
            part, inputs.stream().map(file -> legal(names, file)).toList(), seconds, written);
    if (script.length() > MAX_SCRIPT) {
      throw new WfFormatException(
          source
              + ": task '"
              + id
              + "' has "
              + (inputs.size() + outputs.size())
              + " files; its script would have "
              + script.length()
              + " bytes, at most "
              + MAX_SCRIPT
              + " can be passed to a shell");
    }
    return new PlanTask(
        id,
        about,
        before.stream()
            .map(other -> new PlanDependency(other, PlanDependency.On.SUCCESS, SourceMark.NONE))
            .toList(),
        new TaskNeeds(Set.of(), Map.of(), null, TaskNeeds.DEFAULT_PRIORITY, List.of(), Set.of()),
        new TaskProcess(
            new RunSpec.Shell(script),
            Map.of(),
            TaskProcess.DEFAULT_CWD,
            written.stream().map(output -> "data/" + output.name()).toList()),
        new TaskPolicy(TaskTiming.NONE, PlanRetry.DEFAULT, false),
        SourceMark.NONE);
  }

  private static String stageIn(int number) {
    return "stage-in-" + (number + 1);
  }

  /** The files that no task makes but some task reads, in the order of the instance, in parts. */
  private static List<List<String>> staged(WfFormat workflow) {
    Set<String> made =
        workflow.tasks().stream()
            .flatMap(task -> task.outputs().stream())
            .collect(Collectors.toSet());
    Set<String> read = new LinkedHashSet<>();
    workflow.tasks().forEach(task -> read.addAll(task.inputs()));
    List<String> files =
        workflow.files().stream()
            .map(WfFormat.WfFile::id)
            .filter(file -> read.contains(file) && !made.contains(file))
            .toList();
    List<List<String>> parts = new ArrayList<>();
    for (int from = 0; from < files.size(); from += STAGED_PER_TASK) {
      parts.add(files.subList(from, Math.min(files.size(), from + STAGED_PER_TASK)));
    }
    return parts;
  }

  private static String legal(Map<String, String> names, String name) {
    String legal = names.get(name);
    if (legal == null) {
      throw new IllegalStateException("Expected a legal name for '" + name + "'");
    }
    return legal;
  }
}
