package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** R23: what is remembered of tasks that left memory. */
class TombstonesTest {
  private final Map<Long, TombstoneRestored> model = new LinkedHashMap<>();

  @Test
  void tombstonesAreThoseOfAMapInOrderOfComing() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Tombstones stones = new Tombstones();
      model.clear();
      for (int step = 0; step < 2_000; step++) {
        TaskId id = TaskId.of("t" + random.nextInt(200));
        if (random.nextInt(3) == 0) {
          stones.remove(id);
          model.remove(SpecHash.of(id));
        } else if (!model.containsKey(SpecHash.of(id))) {
          add(stone(id, step, step), stones);
        }
        assertThat(stones.find(id)).as("seed %d", seed).isEqualTo(model.get(SpecHash.of(id)));
      }
      check(stones);
    }
  }

  @Test
  void tombstonesOfThirtyDaysAreForgottenWhenTheNextComes() {
    Tombstones stones = new Tombstones();
    for (int i = 0; i < 100; i++) {
      add(stone(TaskId.of("t" + i), i, i), stones);
    }
    stones.remove(TaskId.of("t3"));
    stones.add(stone(TaskId.of("late"), 0, Tombstones.KEPT_MILLIS + 50));
    assertThat(stones.size()).isEqualTo(51);
    assertThat(stones.find(TaskId.of("t49"))).isNull();
    assertThat(stones.find(TaskId.of("t50"))).isNotNull();
  }

  @Test
  void beyondAMillionTheOldestIsForgotten() {
    Tombstones stones = new Tombstones();
    for (int i = 0; i < Tombstones.MAX + 10; i++) {
      stones.add(stone(TaskId.of("t" + i), i, 0));
    }
    assertThat(stones.size()).isEqualTo(Tombstones.MAX);
    assertThat(stones.find(TaskId.of("t9"))).isNull();
    assertThat(stones.find(TaskId.of("t10"))).isNotNull();
    assertThat(stones.find(TaskId.of("t" + (Tombstones.MAX + 9)))).isNotNull();
  }

  @Test
  void anIdThatComesAndGoesWhileAnOlderOneStaysTakesNoRoom() {
    Tombstones stones = new Tombstones();
    add(stone(TaskId.of("old"), 1, 0), stones);
    for (int i = 0; i < 1_000; i++) {
      add(stone(TaskId.of("again"), i, 0), stones);
      stones.remove(TaskId.of("again"));
      model.remove(SpecHash.of(TaskId.of("again")));
    }
    assertThat(stones.capacity()).isEqualTo(16);
    check(stones);
  }

  private void add(TombstoneRestored stone, Tombstones stones) {
    stones.add(stone);
    model.put(stone.idHash(), stone);
  }

  private void check(Tombstones stones) {
    List<Event> snapshot = new ArrayList<>();
    stones.snapshot(snapshot::add);
    assertThat(snapshot).isEqualTo(new ArrayList<Event>(model.values()));
    List<String> problems = new ArrayList<>();
    stones.verify(problems);
    assertThat(problems).isEmpty();
    Tombstones restored = new Tombstones();
    model.values().forEach(restored::add);
    assertThat(restored.hash()).isEqualTo(stones.hash());
    assertThat(restored.size()).isEqualTo(stones.size());
  }

  private static TombstoneRestored stone(TaskId id, long content, long sinceMillis) {
    TaskState.Name[] ends = {TaskState.Name.SUCCEEDED, TaskState.Name.FAILED};
    return new TombstoneRestored(
        SpecHash.of(id), content, ends[(int) (content % ends.length)], sinceMillis, content % 3);
  }
}
