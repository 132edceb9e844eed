package dev.yardmaster.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.plan.PlanChecks;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanParser;
import dev.yardmaster.cli.plan.PlanReading;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.RunSpec;
import dev.yardmaster.cli.plan.TaskGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts of the example, in the order of its plan, with /bin/sh. */
final class CodeReviewExampleTest {

  private static final Path EXAMPLE = Path.of("../examples/code-review").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void planIsValidAndWithoutWarnings() throws IOException {
    PlanFile plan = plan();

    assertThat(PlanChecks.warnings(plan)).isEmpty();
    assertThat(plan.tasks()).hasSizeBetween(12, 20);
  }

  @Test
  void everyAnalysisFindsWhatIsThere() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source it's \"mine\""));
    write(source, "app/main.c", "int main;\n// TODO: return\n\n" + "x".repeat(130) + "\n");
    write(source, "app/a b|c.c", "same\n");
    write(source, "lib/copy.c", "same\n");
    write(source, "lib/sub/it's.sh", "echo 1 \nlast");
    write(source, "-top=x.txt", "top\n");
    write(source, "data.weird", "a\0b");
    write(source, "empty", "");
    write(source, ".git/config", "TODO not reviewed\n");
    Map<String, String> before = contents(source);

    String report = review(source, folder.resolve("out"));

    assertThat(report)
        .contains("7 files, 6 of them text, with 9 lines.")
        .contains("| app | 2 | 5 | 1 | 1 |")
        .contains("| lib | 2 | 3 | 0 | 0 |")
        .contains("| .c | 3 | 6 |")
        .contains("| 4 | ./app/main.c |")
        .contains("| ./app/main.c:2 | // TODO: return |")
        .contains("| 1 | 130 | ./app/main.c |")
        .contains("| 1 | ./lib/sub/it's.sh |")
        .contains("- ./lib/sub/it's.sh")
        .contains("| 5 | ./app/a b\\|c.c, ./lib/copy.c |")
        .doesNotContain("not reviewed");
    assertThat(contents(source)).isEqualTo(before);
  }

  @Test
  void anEmptyFolderGivesAReport() throws Exception {
    Path source = Files.createDirectory(folder.resolve("empty"));

    assertThat(review(source, folder.resolve("out")))
        .contains("0 files, 0 of them text, with 0 lines.");
  }

  @Test
  void aWorkFolderInsideTheSourceIsNotReviewedAndARerunGivesTheSameReport() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    write(source, "one.txt", "1\n");
    Path out = source.resolve("re view");

    String first = review(source, out);

    assertThat(first).contains("1 files, 1 of them text, with 1 lines.");
    assertThat(review(source, out)).isEqualTo(first);
  }

  @Test
  void aMissingFolderIsRefusedWithTheNextStep() throws Exception {
    Path log = folder.resolve("log");
    PlanTask inventory = plan().tasks().getFirst();

    assertThat(run(inventory, folder.resolve("nowhere"), folder.resolve("out"), log)).isEqualTo(66);
    assertThat(log).content().contains("nowhere' is none; give --param source=FOLDER");
  }

  private String review(Path source, Path out) throws Exception {
    PlanFile plan = plan();
    Path log = folder.resolve("log");
    for (int position : TaskGraph.of(plan.tasks()).topologicalOrder()) {
      PlanTask task = plan.tasks().get(position);
      int code = run(task, source, out, log);
      assertThat(code).as("%s: %s", task.id(), Files.readString(log)).isZero();
    }
    return Files.readString(out.resolve("yardmaster-report.md"));
  }

  private int run(PlanTask task, Path source, Path out, Path log) throws Exception {
    var script = (RunSpec.Shell) Objects.requireNonNull(task.process().run());
    var process =
        new ProcessBuilder("/bin/sh", "-c", script.script())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    process.environment().remove("YARDMASTER_WORK");
    process
        .environment()
        .putAll(
            Map.of(
                "YARDMASTER_PLAN_DIR", EXAMPLE.toString(),
                "source", source.toString(),
                "out", out.toString()));
    return process.start().waitFor();
  }

  private static PlanFile plan() throws IOException {
    return switch (PlanParser.parse(EXAMPLE.resolve("plan.yaml"))) {
      case PlanReading.Valid(PlanFile plan) -> plan;
      case PlanReading.Refused refused -> throw new AssertionError(refused.text());
    };
  }

  private static void write(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, content);
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      contents.put(folder.relativize(file).toString(), Files.readString(file));
    }
    return contents;
  }
}
