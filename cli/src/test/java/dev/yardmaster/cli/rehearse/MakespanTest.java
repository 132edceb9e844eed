package dev.yardmaster.cli.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.wfformat.WfFormatReader;
import dev.yardmaster.core.placement.BuiltInStrategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * How the strategies compare over real workflows: the table of docs/benchmarks.md, section
 * Makespan, which is printed, and the claims made of it.
 */
final class MakespanTest {
  private static final List<Double> EQUAL = List.of(1.0);
  private static final List<Double> UNEQUAL = List.of(1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0);

  @Test
  void fastestBeatsTheNaiveStrategiesAndStealingPaysOnUnequalAgents() throws Exception {
    List<Workload> workloads = workloads();
    Assumptions.assumeFalse(
        workloads.isEmpty(),
        "no workflows: set YARDMASTER_WORKFLOWS to a folder of WfFormat files");

    Map<Play, Double> ahead = ratios(workloads, UNEQUAL, 2);
    table(
        ratios(workloads, EQUAL, 0),
        ratios(workloads, EQUAL, 2),
        ratios(workloads, UNEQUAL, 0),
        ahead);

    for (BuiltInStrategy naive :
        List.of(BuiltInStrategy.ROUND_ROBIN, BuiltInStrategy.LEAST_LOADED)) {
      for (boolean stealing : new boolean[] {false, true}) {
        assertThat(ahead.get(new Play(BuiltInStrategy.FASTEST, stealing)))
            .as("fastest against %s, stealing %s", naive.title(), stealing)
            .isLessThan(ahead.get(new Play(naive, stealing)));
      }
      assertThat(ahead.get(new Play(naive, true)))
          .as("%s with stealing against without", naive.title())
          .isLessThan(ahead.get(new Play(naive, false)));
    }
  }

  private static Map<Play, Double> ratios(
      List<Workload> workloads, List<Double> speeds, int prefetch) {
    List<CrewMember> crew = Crew.alike(8, speeds, prefetch);
    Map<Play, Double> ratios = new LinkedHashMap<>();
    for (BuiltInStrategy strategy : BuiltInStrategy.values()) {
      for (boolean stealing : prefetch > 0 ? new boolean[] {false, true} : new boolean[] {false}) {
        Play play = new Play(strategy, stealing);
        double logs = 0;
        for (Workload workload : workloads) {
          Outcome outcome = Rehearsal.run(workload, crew, play, 1);
          double ratio = outcome.makespanMillis() / workload.lowerBoundMillis(crew);
          assertThat(ratio).as("%s of %s", play, workload.name()).isGreaterThan(0.999);
          logs += Math.log(ratio);
        }
        ratios.put(play, Math.exp(logs / workloads.size()));
      }
    }
    return ratios;
  }

  private static void table(
      Map<Play, Double> equalLate,
      Map<Play, Double> equalAhead,
      Map<Play, Double> unequalLate,
      Map<Play, Double> unequalAhead) {
    StringBuilder rows = new StringBuilder();
    for (Play play : equalAhead.keySet()) {
      rows.append(
          "| %s, stealing %s |".formatted(play.strategy().title(), play.stealing() ? "on" : "off"));
      for (Map<Play, Double> column : List.of(equalLate, equalAhead, unequalLate, unequalAhead)) {
        Double ratio = column.get(play);
        rows.append(ratio == null ? " - |" : String.format(Locale.ROOT, " %.3f |", ratio));
      }
      rows.append('\n');
    }
    System.out.print(rows);
  }

  private static List<Workload> workloads() throws Exception {
    String named =
        System.getProperty("YARDMASTER_WORKFLOWS", System.getenv("YARDMASTER_WORKFLOWS"));
    // Tests run in the module's folder; the workflows lie beside the repository.
    Path shared = named != null ? Path.of(named) : Path.of("../../shared/data/workflows");
    List<Workload> workloads = new ArrayList<>();
    if (Files.isDirectory(shared)) {
      try (Stream<Path> files = Files.list(shared)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          workloads.add(Workloads.of(WfFormatReader.read(file)));
        }
      }
    }
    return workloads;
  }
}
