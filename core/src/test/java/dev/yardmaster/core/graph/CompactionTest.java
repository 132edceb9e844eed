package dev.yardmaster.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompactionTest {
  @Test
  void removingMostTasksKeepsOrderConditionsAndWhatIsStillOpen() {
    DependencyGraph<Integer> graph = new DependencyGraph<>();
    graph.addTask(-1);
    List<Integer> kept = new ArrayList<>(List.of(-1));
    for (int i = 0; i < 10_000; i++) {
      graph.addTask(GraphTask.of(i).afterEndOf(-1));
      if (i % 100 == 0) {
        graph.addTask(GraphTask.of(10_000 + i, i, -1));
        kept.add(i);
        kept.add(10_000 + i);
      }
    }
    for (int i = 0; i < 10_000; i++) {
      if (i % 100 != 0) {
        graph.removeTask(i);
      }
    }
    assertThat(graph.topologicalOrder()).isEqualTo(kept);
    assertThat(graph.dependenciesOf(10_100))
        .containsExactly(Dependency.onSuccess(100), Dependency.onSuccess(-1));
    assertThat(graph.markCompleted(-1)).hasSize(100).startsWith(0, 100);
    assertThat(graph.markCompleted(100)).containsExactly(10_100);
    assertThat(graph.readyTasks(3)).containsExactly(0, 10_100, 200);
  }

  @Test
  void endlessAddingAndRemovingUsesBoundedRoom() {
    TaskSlots<Integer> slots = new TaskSlots<>();
    for (int i = 0; i < 100_000; i++) {
      int slot = slots.add(i);
      if (slot > 0 && slots.isLive(slot - 1)) {
        slots.edges().add(slot - 1, slot, false);
        slots.remove(slot - 1);
      }
      if (slots.isWasteful()) {
        slots = slots.compacted();
      }
      assertThat(slots.end()).isLessThan(2_000);
    }
  }
}
