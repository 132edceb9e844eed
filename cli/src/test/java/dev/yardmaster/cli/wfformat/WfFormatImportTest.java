package dev.yardmaster.cli.wfformat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.cli.plan.PlanChecks;
import dev.yardmaster.cli.plan.PlanDependency;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanNames;
import dev.yardmaster.cli.plan.PlanParser;
import dev.yardmaster.cli.plan.PlanReading;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.PlanWriter;
import dev.yardmaster.cli.plan.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WfFormatImportTest {

  /** Two tasks with odd names: the first reads an outside file, the second the first's output. */
  private static final String ODD =
      """
      {"name": "odd workflow", "schemaVersion": "1.5", "workflow": {
        "specification": {
          "tasks": [
            {"id": "make it $(date) 1", "name": "make it_1", "parents": [], "children": ["use'it"],
             "inputFiles": ["/in put/a"], "outputFiles": ["mid/b", "mid b", "empty"]},
            {"id": "use'it", "name": "use_ID0002", "parents": [], "children": [],
             "inputFiles": ["mid/b", "mid b", "empty"], "outputFiles": ["-last;c"]}],
          "files": [{"id": "/in put/a", "sizeInBytes": 10}, {"id": "mid/b", "sizeInBytes": 200000},
            {"id": "mid b", "sizeInBytes": 30}, {"id": "empty", "sizeInBytes": 0},
            {"id": "-last;c", "sizeInBytes": 1}]},
        "execution": {"tasks": [
          {"id": "make it $(date) 1", "runtimeInSeconds": 0.5},
          {"id": "use'it", "runtimeInSeconds": 123.456}]}}}
      """;

  @TempDir private Path folder;

  @Test
  void everySharedWorkflowBecomesAValidPlanWithoutWarnings() throws Exception {
    List<Path> files = sharedWorkflows();
    Assumptions.assumeFalse(
        files.isEmpty(), "no workflows: set YARDMASTER_WORKFLOWS to a folder of WfFormat files");
    for (Path file : files) {
      WfFormat workflow = WfFormatReader.read(file);
      PlanFile imported = WfFormatImport.toPlan(file, 0.001, 0.0001);
      byte[] yaml = write(imported);
      PlanFile plan = valid(yaml);

      assertThat(PlanChecks.warnings(plan)).as("warnings of %s", file).isEmpty();
      assertThat(plan.tasks().stream().filter(task -> !task.type().equals("stage-in")))
          .hasSize(workflow.tasks().size());
      assertThat(yaml.length).as("size of %s", file).isLessThan(4_000_000);
      assertThat(write(plan)).isEqualTo(yaml);
    }
  }

  @Test
  void oddNamesBecomeLegalAndStayUnique() throws Exception {
    PlanFile plan = valid(write(importOdd()));

    Set<String> ids = plan.tasks().stream().map(PlanTask::id).collect(Collectors.toSet());
    assertThat(ids).hasSize(3).contains("stage-in-1").allMatch(PlanNames::isId);
    assertThat(plan.tasks()).extracting(PlanTask::type).allMatch(PlanNames::isId).contains("use");
    assertThat(PlanNames.isId(plan.name())).isTrue();
  }

  @Test
  void tasksWaitForTheirParentsAndForTheFilesTheyRead() throws Exception {
    PlanFile plan = importOdd();

    assertThat(plan.tasks().get(1).dependsOn())
        .extracting(PlanDependency::id)
        .containsExactly("stage-in-1");
    assertThat(plan.tasks().get(2).dependsOn())
        .extracting(PlanDependency::id)
        .containsExactly(plan.tasks().get(1).id());
  }

  @Test
  void aChildNamedOnlyByItsParentStillWaits() throws Exception {
    Path file = folder.resolve("wf.json");
    Files.writeString(
        file,
        ODD.replace("\"inputFiles\": [\"mid/b\", \"mid b\", \"empty\"]", "\"inputFiles\": []"));

    assertThat(WfFormatReader.read(file).tasks().get(1).parents())
        .containsExactly("make it $(date) 1");
  }

  @Test
  void anAttemptThatDiesWhileWritingLeavesNoHalfOutput() throws Exception {
    PlanFile plan = importOdd();
    run(plan.tasks().getFirst());

    for (PlanTask task : List.of(plan.tasks().get(1), onlyOutputOf(100_000))) {
      var script = (RunSpec.Shell) Objects.requireNonNull(task.process().run());
      assertThat(sh("ulimit -f 8\n" + script.script())).isNotZero();
      assertThat(task.process().outputs())
          .allSatisfy(output -> assertThat(folder.resolve(output)).doesNotExist());
      assertThat(run(task)).isZero();
      assertThat(task.process().outputs())
          .allSatisfy(output -> assertThat(folder.resolve(output)).exists());
    }
  }

  /** A task without inputs that writes one file. */
  private static PlanTask onlyOutputOf(long bytes) throws WfFormatException {
    var task = new WfFormat.WfTask("one", "one", List.of(), 0, List.of(), List.of("big"));
    var workflow = new WfFormat("p", List.of(task), List.of(new WfFormat.WfFile("big", bytes)));
    return WfFormatImport.toPlan(workflow, "wf.json", 1, 1).tasks().getFirst();
  }

  @Test
  void runtimesAreSeenNowhereButInTheScript() throws Exception {
    String yaml = new String(write(importOdd()), StandardCharsets.UTF_8);

    assertThat(yaml.lines().filter(line -> line.contains("0.123")))
        .singleElement()
        .asString()
        .contains("sleep 0.123");
  }

  @Test
  void scriptsMakeTheirFilesAndFailWhereAnInputIsMissing() throws Exception {
    PlanFile plan = importOdd();

    assertThat(run(plan.tasks().get(1))).isNotZero();
    for (PlanTask task : plan.tasks()) {
      assertThat(run(task)).as(task.id()).isZero();
      for (String output : task.process().outputs()) {
        assertThat(folder.resolve(output)).exists();
      }
    }
    assertThat(plan.tasks().get(1).process().outputs().stream().mapToLong(this::size))
        .containsExactly(100_000L, 15L, 0L);
    try (Stream<Path> left = Files.list(folder.resolve("data"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .hasSize(5)
          .noneMatch(name -> name.startsWith("."));
    }
    Files.delete(folder.resolve(plan.tasks().get(1).process().outputs().getFirst()));
    assertThat(run(plan.tasks().get(2))).isNotZero();
  }

  @Test
  void faultsNameTheFileAndTheJsonPath() throws Exception {
    assertRefused("{\"a\": ", "wf.json:1:7: not valid JSON");
    assertRefused("[]", "at $: expected an object, but found an array");
    assertRefused("{}", "at $: expected a member 'schemaVersion', but there is none");
    assertRefused(ODD.replace("\"1.5\"", "\"1.4\""), "at $.schemaVersion: expected WfFormat 1.5");
    assertRefused(
        ODD.replace("123.456", "\"long\""),
        "at $.workflow.execution.tasks[1].runtimeInSeconds: expected a number of seconds, but"
            + " found \"long\"");
    assertRefused(
        ODD.replace("[\"use'it\"]", "[\"nobody\"]"),
        "at $.workflow.specification.tasks[0]: child 'nobody' is not among the tasks");
    assertRefused(
        ODD.replaceFirst("\"parents\": \\[\\]", "\"parents\": [\"use'it\"]"),
        "tasks wait for each other in a circle: make it $(date) 1 -> use'it -> make it $(date) 1");
    assertRefused(
        ODD.replace("{\"id\": \"empty\", \"sizeInBytes\": 0},", ""),
        "file 'empty' is not among $.workflow.specification.files");
    assertRefused(
        ODD.replace(
            "{\"id\": \"use'it\", \"runtimeInSeconds\"", "{\"id\": \"x\", \"runtimeInSeconds\""),
        "task 'use'it' has no entry in $.workflow.execution.tasks");
  }

  private void assertRefused(String json, String message) throws IOException {
    Path file = folder.resolve("wf.json");
    Files.writeString(file, json);
    assertThatThrownBy(() -> WfFormatReader.read(file))
        .isInstanceOf(WfFormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  private PlanFile importOdd() throws IOException, WfFormatException {
    Path file = folder.resolve("odd.json");
    Files.writeString(file, ODD);
    return WfFormatImport.toPlan(file, 0.001, 0.5);
  }

  private int run(PlanTask task) throws Exception {
    var script = (RunSpec.Shell) Objects.requireNonNull(task.process().run());
    return sh(script.script());
  }

  private int sh(String script) throws Exception {
    return new ProcessBuilder("/bin/sh", "-c", script)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private long size(String output) {
    return folder.resolve(output).toFile().length();
  }

  private static byte[] write(PlanFile plan) throws IOException {
    var text = new StringBuilder();
    PlanWriter.write(plan, text);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static PlanFile valid(byte[] yaml) {
    return switch (PlanParser.parse("plan.yaml", yaml)) {
      case PlanReading.Valid(PlanFile plan) -> plan;
      case PlanReading.Refused refused -> throw new AssertionError(refused.text());
    };
  }

  private static List<Path> sharedWorkflows() throws IOException {
    String named =
        System.getProperty("YARDMASTER_WORKFLOWS", System.getenv("YARDMASTER_WORKFLOWS"));
    // Tests run in the module's folder; the workflows lie beside the repository.
    Path shared = named != null ? Path.of(named) : Path.of("../../shared/data/workflows");
    if (!Files.isDirectory(shared)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(shared)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
