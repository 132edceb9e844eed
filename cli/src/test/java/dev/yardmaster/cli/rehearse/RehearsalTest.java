package dev.yardmaster.cli.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.placement.BuiltInStrategy;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  private static final List<CrewMember> UNEQUAL =
      Crew.alike(8, List.of(1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0), 2);

  /** Identity hashes differ between the two processes, so an order made of them would show. */
  @Test
  void aRehearsalEndsTheSameInEveryProcess() throws Exception {
    assertThat(elsewhere()).isEqualTo(outcomes());
  }

  /** Prints the same outcomes from a process of its own. */
  public static void main(String[] words) {
    System.out.print(outcomes());
  }

  private static String outcomes() {
    return Arrays.stream(BuiltInStrategy.values())
        .map(strategy -> Rehearsal.run(mixed(), UNEQUAL, new Play(strategy, true), 1))
        .toList()
        .toString();
  }

  private static String elsewhere() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=3", // identity hashes by a counter, not by chance
                "-cp",
                System.getProperty("java.class.path"),
                RehearsalTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }

  @Test
  void sessionsLiveThroughTasksLongerThanTheirTimeToLive() {
    Workload workload =
        new Workload("long", List.of(item(1, "t", 3_600_000)), List.of(), "made up");

    Outcome outcome =
        Rehearsal.run(
            workload,
            Crew.alike(2, List.of(1.0), 0),
            new Play(BuiltInStrategy.CAPABILITY, true),
            1);

    assertThat(outcome.makespanMillis()).isEqualTo(3_600_000);
    assertThat(outcome.utilization()).isEqualTo(0.5);
  }

  @Test
  void oneHugeTaskAmongManyDoesNotHoldUpTheOthers() {
    List<Workload.Item> items = new ArrayList<>();
    items.add(item(0, "huge", 1_000_000));
    for (int i = 1; i < 400; i++) {
      items.add(item(i, "small", 1_000));
    }
    Workload workload = new Workload("trap", items, List.of(), "made up");

    for (boolean stealing : new boolean[] {false, true}) {
      Outcome outcome =
          Rehearsal.run(
              workload,
              Crew.alike(8, List.of(1.0), 2),
              new Play(BuiltInStrategy.FASTEST, stealing),
              1);
      assertThat(outcome.makespanMillis()).isLessThan(1_100_000);
    }
  }

  @Test
  void fastestLearnsWhoIsFast() {
    List<Workload.Item> items =
        Stream.iterate(0, i -> i + 1).limit(400).map(i -> item(i, "t", 10_000)).toList();
    Workload workload = new Workload("bag", items, List.of(), "made up");

    Outcome fastest = Rehearsal.run(workload, UNEQUAL, new Play(BuiltInStrategy.FASTEST, false), 1);
    Outcome naive =
        Rehearsal.run(workload, UNEQUAL, new Play(BuiltInStrategy.LEAST_LOADED, false), 1);

    assertThat(fastest.makespanMillis()).isLessThan(naive.makespanMillis());
    assertThat(fastest.makespanMillis() / workload.lowerBoundMillis(UNEQUAL)).isLessThan(1.15);
  }

  /** Layers of tasks of five types, some short, some long. */
  private static Workload mixed() {
    List<Workload.Item> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Workload.Item item = item(i, "type-" + i % 5, 500.0 + 977.0 * ((i * 31) % 17));
      Dependency[] parents =
          i < 20
              ? new Dependency[0]
              : new Dependency[] {
                Dependency.onSuccess("task-" + (i - 20)), Dependency.onSuccess("task-" + (i - 7))
              };
      items.add(new Workload.Item(item.spec().dependsOn(parents), item.millis()));
    }
    return new Workload("mixed", items, List.of(), "made up");
  }

  private static Workload.Item item(int number, String type, double millis) {
    TaskSpec spec =
        TaskSpec.named(TaskId.of("task-" + number).value())
            .work(new Work(type, "", Payload.EMPTY, Collections.emptySortedSet()));
    return new Workload.Item(spec, millis);
  }
}
