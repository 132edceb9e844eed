package dev.yardmaster.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random calls on the graph and on {@link ReferenceGraph}: the same answers after each one. */
final class RandomOperationsTest {
  private static final int RUNS = 300;
  private static final int STEPS = 60;
  private static final int IDS = 14;

  private enum Call {
    ADD,
    ADD_ALL,
    ADD_DEPENDENCY,
    REMOVE,
    COMPLETE,
    FAIL,
    CANCEL
  }

  private final Map<Call, Integer> accepted = new EnumMap<>(Call.class);
  private final Map<Call, Integer> refused = new EnumMap<>(Call.class);

  @Test
  void theGraphAgreesWithTheObviousOneAfterEveryCall() {
    for (int run = 0; run < RUNS; run++) {
      long seed = Long.getLong("yardmaster.seed", 7_000L) + run;
      try {
        play(new Random(seed));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(
            "seed " + seed + "; repeat with -Dyardmaster.seed=" + seed, failure);
      }
    }
    assertThat(accepted.keySet()).containsExactly(Call.values());
    assertThat(refused.keySet()).containsExactly(Call.values());
  }

  private void play(Random random) {
    DependencyGraph<Integer> graph = new DependencyGraph<>();
    ReferenceGraph reference = new ReferenceGraph();
    for (int step = 0; step < STEPS; step++) {
      Call call = Call.values()[random.nextInt(Call.values().length)];
      int id = random.nextInt(IDS);
      List<Integer> readyBefore = reference.in(GraphTaskState.READY);
      List<Integer> skippedBefore = reference.in(GraphTaskState.SKIPPED);
      GraphChange<Integer> change = null;
      boolean expected;
      boolean done = true;
      List<GraphTask<Integer>> set = new ArrayList<>();
      Dependency<Integer> dependency = randomDependency(random);
      switch (call) {
        case ADD -> set.add(randomTask(id, random));
        case ADD_ALL -> {
          for (int i = 0; i < 3; i++) {
            set.add(randomTask(random.nextInt(IDS), random));
          }
        }
        default -> {}
      }
      expected = expect(reference, call, id, set, dependency);
      try {
        switch (call) {
          case ADD -> graph.addTask(set.getFirst());
          case ADD_ALL -> change = graph.addAll(set);
          case ADD_DEPENDENCY -> change = graph.addDependency(id, dependency);
          case REMOVE -> graph.removeTask(id);
          case COMPLETE -> change = new GraphChange<>(graph.markCompleted(id), List.of());
          case FAIL -> change = graph.markFailed(id);
          case CANCEL -> change = graph.markCancelled(id);
        }
      } catch (DependencyGraphException refusal) {
        done = false;
      }
      assertThat(done).as("%s %d %s %s accepted", call, id, set, dependency).isEqualTo(expected);
      (done ? accepted : refused).merge(call, 1, Integer::sum);
      if (done && change != null) {
        assertThat(change.ready())
            .isEqualTo(without(reference.in(GraphTaskState.READY), readyBefore));
        assertThat(change.skipped())
            .isEqualTo(without(reference.in(GraphTaskState.SKIPPED), skippedBefore));
      }
      compare(graph, reference, random);
    }
  }

  private static List<Integer> without(List<Integer> all, List<Integer> some) {
    List<Integer> rest = new ArrayList<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static GraphTask<Integer> randomTask(int id, Random random) {
    List<Dependency<Integer>> dependencies = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      dependencies.add(randomDependency(random));
    }
    return new GraphTask<>(id, dependencies);
  }

  private static Dependency<Integer> randomDependency(Random random) {
    Condition condition = random.nextInt(3) == 0 ? Condition.ON_COMPLETION : Condition.ON_SUCCESS;
    return new Dependency<>(random.nextInt(IDS), condition);
  }

  /** Carries the call out on the reference if the rules allow it, and says whether they do. */
  private static boolean expect(
      ReferenceGraph reference,
      Call call,
      int id,
      List<GraphTask<Integer>> set,
      Dependency<Integer> dependency) {
    boolean open = reference.states.containsKey(id) && reference.state(id).isOpen();
    switch (call) {
      case ADD, ADD_ALL -> {
        if (!addable(reference, set)) {
          return false;
        }
        set.forEach(reference::add);
      }
      case ADD_DEPENDENCY -> {
        if (!open || !reference.states.containsKey(dependency.task())) {
          return false;
        }
        if (!reference.dependencies(id).contains(dependency)) {
          if (reference.dependsOn(dependency.task(), id)) {
            return false;
          }
          reference.dependencies(id).add(dependency);
        }
      }
      case REMOVE -> {
        if (!reference.states.containsKey(id) || (open && reference.hasOpenDependent(id))) {
          return false;
        }
        reference.remove(id);
      }
      case COMPLETE -> {
        if (!open || reference.state(id) != GraphTaskState.READY) {
          return false;
        }
        reference.states.put(id, GraphTaskState.COMPLETED);
      }
      case FAIL, CANCEL -> {
        if (!open) {
          return false;
        }
        reference.states.put(
            id, call == Call.FAIL ? GraphTaskState.FAILED : GraphTaskState.CANCELLED);
      }
    }
    reference.settle();
    return true;
  }

  private static boolean addable(ReferenceGraph reference, List<GraphTask<Integer>> set) {
    Map<Integer, GraphTask<Integer>> left = new HashMap<>();
    for (GraphTask<Integer> task : set) {
      if (reference.states.containsKey(task.id()) || left.put(task.id(), task) != null) {
        return false;
      }
    }
    // Takes away tasks whose dependencies are all there or taken; a cycle or a gap stays.
    List<Integer> there = new ArrayList<>(reference.states.keySet());
    boolean moved = true;
    while (moved) {
      moved = false;
      for (GraphTask<Integer> task : set) {
        if (left.containsKey(task.id())
            && task.dependencies().stream().allMatch(d -> there.contains(d.task()))) {
          left.remove(task.id());
          there.add(task.id());
          moved = true;
        }
      }
    }
    return left.isEmpty();
  }

  private static void compare(
      DependencyGraph<Integer> graph, ReferenceGraph reference, Random random) {
    assertThat(graph.size()).isEqualTo(reference.states.size());
    assertThat(graph.readyTasks()).isEqualTo(reference.in(GraphTaskState.READY));
    assertThat(graph.topologicalOrder()).isEqualTo(reference.topologicalOrder());
    Map<Integer, Long> estimates = new HashMap<>();
    Map<Integer, Duration> ranks = new HashMap<>();
    long longest = 0;
    for (int id : reference.states.keySet()) {
      estimates.put(id, (long) random.nextInt(5));
    }
    for (int id : reference.states.keySet()) {
      assertThat(graph.state(id)).isEqualTo(reference.state(id));
      assertThat(graph.dependenciesOf(id)).isEqualTo(reference.dependencies(id));
      assertThat(graph.allDependents(id))
          .isEqualTo(
              reference.states.keySet().stream()
                  .filter(other -> other != id && reference.dependsOn(other, id))
                  .toList());
      long rank = reference.rank(id, estimates);
      ranks.put(id, Duration.ofNanos(rank));
      longest = Math.max(longest, rank);
    }
    assertThat(graph.ranks(id -> Duration.ofNanos(estimates.getOrDefault(id, 0L))))
        .isEqualTo(ranks);
    CriticalPath<Integer> path =
        graph.criticalPath(id -> Duration.ofNanos(estimates.getOrDefault(id, 0L)));
    assertThat(path.length().toNanos()).isEqualTo(longest);
    assertThat(path.tasks().stream().mapToLong(estimates::get).sum()).isEqualTo(longest);
    for (int i = 1; i < path.tasks().size(); i++) {
      assertThat(reference.dependencies(path.tasks().get(i)))
          .extracting(Dependency::task)
          .contains(path.tasks().get(i - 1));
    }
  }
}
