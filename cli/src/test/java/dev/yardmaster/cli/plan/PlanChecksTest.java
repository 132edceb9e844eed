package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanChecksTest {

  @Test
  void unorderedTasksWithOneOutputAreWarnedOf() {
    assertThat(
            warnings(
                """
                name: p
                tasks:
                  - {id: s, run: x}
                  - {id: a, run: x, dependsOn: [s], outputs: [out/f]}
                  - {id: b, run: x, dependsOn: [s], cwd: out, outputs: [./f]}
                """))
        .containsExactly(
            "plan.yaml:5:5: tasks 'a' (line 4) and 'b' both write 'out/f' and may run at the same"
                + " time; let one depend on the other");
  }

  @Test
  void tasksOrderedThroughOthersMayShareAnOutput() {
    assertThat(
            warnings(
                """
                name: p
                tasks:
                  - {id: c, run: x, dependsOn: [b, a], outputs: [f]}
                  - {id: b, run: x, dependsOn: [{id: a, on: completion}]}
                  - {id: a, run: x, outputs: [f]}
                """))
        .isEmpty();
  }

  @Test
  void agentsAndResourcesNobodyUsesAreWarnedOf() {
    assertThat(
            warnings(
                """
                name: p
                agents: [{id: w, capabilities: [shell]}, {id: r, capabilities: [review]}]
                resources: [{id: gpu, capacity: 1}]
                tasks: [{id: a, run: x, capabilities: [shell]}]
                """))
        .containsExactly(
            "plan.yaml:2:42: agent 'r' can do none of the tasks; its capabilities are [review]",
            "plan.yaml:3:13: resource 'gpu' is declared but no task locks it");
  }

  @Test
  void aSharedOutputAtBothEndsOfALongChainIsFoundOrdered() {
    var plan = new StringBuilder("name: p\ntasks:\n  - {id: t0, run: x, outputs: [f]}\n");
    int length = 50_000;
    for (int i = 1; i <= length; i++) {
      plan.append("  - {id: t").append(i).append(", run: x, dependsOn: [t").append(i - 1);
      plan.append(i == length ? "], outputs: [f]}\n" : "]}\n");
    }

    assertThat(warnings(plan.toString())).isEmpty();
  }

  private static List<String> warnings(String plan) {
    return PlanChecks.warnings(GoodPlans.read(plan)).stream().map(PlanProblem::toString).toList();
  }
}
