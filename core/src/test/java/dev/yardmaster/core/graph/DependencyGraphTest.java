package dev.yardmaster.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DependencyGraphTest {
  private final DependencyGraph<String> graph = new DependencyGraph<>();

  private static GraphRefusal refusalOf(Runnable call) {
    return catchThrowableOfType(DependencyGraphException.class, call::run).refusal();
  }

  @Test
  void threeLinesAreEnough() {
    graph.addTask("compile");
    graph.addTask("test", "compile");
    assertThat(graph.markCompleted("compile")).containsExactly("test");
  }

  @Test
  void aTaskIsReadyWhenItsLastDependencyCompletes() {
    graph.addTask("a");
    graph.addTask("b");
    assertThat(graph.addTask("c", "a", "b")).isEqualTo(GraphTaskState.WAITING);
    assertThat(graph.markCompleted("b")).isEmpty();
    assertThat(graph.markCompleted("a")).containsExactly("c");
    assertThat(graph.readyTasks()).containsExactly("c");
  }

  @Test
  void readyTasksComeInInsertionOrderHoweverTheyBecameReady() {
    graph.addTask("first");
    graph.addTask("held", "first");
    graph.addTask("last");
    graph.markCompleted("first");
    assertThat(graph.readyTasks()).containsExactly("held", "last");
    assertThat(graph.readyTasks(1)).containsExactly("held");
    assertThat(graph.readyCount()).isEqualTo(2);
  }

  @Test
  void aDependencyMayHaveEndedBeforeTheTaskIsAdded() {
    graph.addTask("good");
    graph.addTask("bad");
    graph.markCompleted("good");
    graph.markFailed("bad");
    assertThat(graph.addTask("a", "good")).isEqualTo(GraphTaskState.READY);
    assertThat(graph.addTask("b", "bad")).isEqualTo(GraphTaskState.SKIPPED);
    assertThat(graph.addTask(GraphTask.of("c").afterEndOf("bad"))).isEqualTo(GraphTaskState.READY);
  }

  @Test
  void failureSkipsThoseWhoNeededSuccessAndReleasesThoseWhoNeededAnEnd() {
    graph.addTask("build");
    graph.addTask("test", "build");
    graph.addTask("publish", "test");
    graph.addTask(GraphTask.of("report").afterEndOf("test").afterEndOf("build"));
    graph.addTask(GraphTask.of("mail").afterEndOf("build").after("publish"));
    GraphChange<String> change = graph.markFailed("build");
    assertThat(change.skipped()).containsExactly("test", "publish", "mail");
    assertThat(change.ready()).containsExactly("report");
    assertThat(graph.state("publish")).isEqualTo(GraphTaskState.SKIPPED);
  }

  @Test
  void aWaitingTaskCanBeCancelledAndIsThenNoLongerReleased() {
    graph.addTask("a");
    graph.addTask("b", "a");
    graph.addTask("c", "b");
    assertThat(graph.markCancelled("b").skipped()).containsExactly("c");
    assertThat(graph.markCompleted("a")).isEmpty();
    assertThat(graph.state("b")).isEqualTo(GraphTaskState.CANCELLED);
  }

  @Test
  void theStricterOfTwoConditionsOnOneDependencyDecides() {
    graph.addTask("a");
    graph.addTask(GraphTask.of("b").afterEndOf("a").after("a"));
    assertThat(graph.markFailed("a")).isEqualTo(new GraphChange<>(List.of(), List.of("b")));
  }

  @Test
  void removingATaskNeverMakesItsDependentsReady() {
    graph.addTask("a");
    graph.addTask("b", "a");
    assertThat(refusalOf(() -> graph.removeTask("a")))
        .isEqualTo(new GraphRefusal.StillNeeded("a", List.of("b"), 1));
    assertThat(graph.readyTasks()).containsExactly("a");
    assertThat(graph.state("b")).isEqualTo(GraphTaskState.WAITING);
  }

  @Test
  void anEndedTaskCanBeRemovedAndItsIdUsedAgain() {
    graph.addTask("a");
    graph.addTask("b", "a");
    graph.markCompleted("a");
    graph.removeTask("a");
    assertThat(graph.contains("a")).isFalse();
    assertThat(graph.dependenciesOf("b")).isEmpty();
    graph.addTask("a", "b");
    assertThat(graph.readyTasks()).containsExactly("b");
    assertThat(graph.topologicalOrder()).containsExactly("b", "a");
  }

  @Test
  void anUnknownDependencyIsRefusedAndNothingIsAdded() {
    assertThat(refusalOf(() -> graph.addTask("a", "missing")))
        .isEqualTo(new GraphRefusal.UnknownDependency("a", "missing"));
    assertThat(graph.size()).isZero();
  }

  @Test
  void aTakenIdIsRefusedAlsoWithinOneSet() {
    graph.addTask("a");
    assertThat(refusalOf(() -> graph.addTask("a"))).isEqualTo(new GraphRefusal.DuplicateTask("a"));
    assertThat(refusalOf(() -> graph.addAll(List.of(GraphTask.of("b"), GraphTask.of("b")))))
        .isEqualTo(new GraphRefusal.DuplicateTask("b"));
    assertThat(graph.size()).isEqualTo(1);
  }

  @Test
  void aTaskThatDependsOnItselfIsRefused() {
    assertThat(refusalOf(() -> graph.addTask("a", "a")))
        .isEqualTo(new GraphRefusal.ClosesCycle(List.of("a", "a")));
  }

  @Test
  void aSetMayNameItsTasksInAnyOrder() {
    GraphChange<String> change =
        graph.addAll(List.of(GraphTask.of("c", "b"), GraphTask.of("b", "a"), GraphTask.of("a")));
    assertThat(change.ready()).containsExactly("a");
    assertThat(graph.topologicalOrder()).containsExactly("a", "b", "c");
  }

  @Test
  void aSetWithACycleIsRefusedWholeAndItsPathIsNamed() {
    graph.addTask("root");
    List<GraphTask<String>> set =
        List.of(
            GraphTask.of("free", "root"),
            GraphTask.of("a", "root", "b"),
            GraphTask.of("b", "c"),
            GraphTask.of("c", "a"));
    assertThat(refusalOf(() -> graph.addAll(set)))
        .isEqualTo(new GraphRefusal.ClosesCycle(List.of("a", "b", "c", "a")));
    assertThat(graph.topologicalOrder()).containsExactly("root");
  }

  @Test
  void aSetMeetsTasksThatHaveEnded() {
    graph.addTask("bad");
    graph.markFailed("bad");
    GraphChange<String> change =
        graph.addAll(
            List.of(
                GraphTask.of("b", "a"),
                GraphTask.of("a", "bad"),
                GraphTask.of("after").afterEndOf("b")));
    assertThat(change).isEqualTo(new GraphChange<>(List.of("after"), List.of("b", "a")));
  }

  @Test
  void everyKnotOfTasksIsDetectedWithAShortestPath() {
    List<GraphTask<String>> set =
        List.of(
            GraphTask.of("x", "y", "z"),
            GraphTask.of("self", "self"),
            GraphTask.of("y", "z"),
            GraphTask.of("z", "x"),
            GraphTask.of("free", "x"));
    assertThat(DependencyGraph.detectCycles(set))
        .containsExactly(
            new Cycle<>(List.of("x", "z", "x"), List.of("x", "y", "z")),
            new Cycle<>(List.of("self", "self"), List.of("self")));
  }

  @Test
  void aLaterDependencySendsAReadyTaskBackToWaiting() {
    graph.addTask("a");
    graph.addTask("b");
    graph.addDependency("a", Dependency.onSuccess("b"));
    graph.addDependency("a", Dependency.onSuccess("b"));
    assertThat(graph.readyTasks()).containsExactly("b");
    assertThat(graph.topologicalOrder()).containsExactly("b", "a");
    assertThat(graph.markCompleted("b")).containsExactly("a");
  }

  @Test
  void aLaterDependencyThatClosesACycleIsRefusedWithItsPath() {
    graph.addTask("a");
    graph.addTask("b", "a");
    graph.addTask("c", "b");
    assertThat(refusalOf(() -> graph.addDependency("a", Dependency.onSuccess("c"))))
        .isEqualTo(new GraphRefusal.ClosesCycle(List.of("a", "c", "b", "a")));
    assertThat(refusalOf(() -> graph.addDependency("a", Dependency.onSuccess("a"))))
        .isEqualTo(new GraphRefusal.ClosesCycle(List.of("a", "a")));
    assertThat(graph.readyTasks()).containsExactly("a");
  }

  @Test
  void aLaterDependencyOnAFailedTaskSkips() {
    graph.addTask("bad");
    graph.addTask("a");
    graph.addTask("b", "a");
    graph.markFailed("bad");
    assertThat(graph.addDependency("a", Dependency.onSuccess("bad")).skipped())
        .containsExactly("a", "b");
    assertThat(graph.readyTasks()).isEmpty();
  }

  @Test
  void onlyReadyTasksCompleteAndOnlyOnce() {
    graph.addTask("a");
    graph.addTask("b", "a");
    assertThat(refusalOf(() -> graph.markCompleted("b")))
        .isEqualTo(new GraphRefusal.NotReady("b", List.of("a"), 1));
    graph.markCompleted("a");
    assertThat(refusalOf(() -> graph.markCompleted("a")))
        .isEqualTo(new GraphRefusal.AlreadyEnded("a", GraphTaskState.COMPLETED));
    assertThat(refusalOf(() -> graph.markFailed("nobody")))
        .isEqualTo(new GraphRefusal.UnknownTask("nobody"));
  }

  @Test
  void refusalsSayExpectedActualAndNextStep() {
    assertThat(new GraphRefusal.NotReady("b", List.of("a"), 1).text())
        .isEqualTo("Expected task 'b' to be READY, but it is WAITING for 1: [a]; end those first");
    List<Integer> longPath = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      longPath.add(i);
    }
    assertThat(new GraphRefusal.ClosesCycle(longPath).text())
        .contains("'0' -> '1'", "(991 more) -> '999'; drop one")
        .hasSizeLessThan(250);
  }

  @Test
  void theCriticalPathIsTheLongestByDurationNotByHops() {
    graph.addTask("start");
    graph.addTask("slow", "start");
    graph.addTask("quick-1", "start");
    graph.addTask("quick-2", "quick-1");
    graph.addTask("end", "slow", "quick-2");
    Map<String, Duration> estimates = new HashMap<>();
    estimates.put("slow", Duration.ofSeconds(10));
    CriticalPath<String> path =
        graph.criticalPath(task -> estimates.getOrDefault(task, Duration.ofSeconds(1)));
    assertThat(path)
        .isEqualTo(new CriticalPath<>(List.of("start", "slow", "end"), Duration.ofSeconds(12)));
    assertThat(graph.ranks(task -> estimates.getOrDefault(task, Duration.ofSeconds(1))))
        .containsEntry("slow", Duration.ofSeconds(11))
        .containsEntry("quick-1", Duration.ofSeconds(3));
  }

  @Test
  void theCriticalPathOfNothingIsEmpty() {
    assertThat(graph.criticalPath(task -> Duration.ofSeconds(1)))
        .isEqualTo(new CriticalPath<>(List.of(), Duration.ZERO));
  }

  @Test
  void impossibleEstimatesAreRefused() {
    graph.addTask("a");
    graph.addTask("b", "a");
    assertThat(refusalOf(() -> graph.ranks(task -> Duration.ofSeconds(-1))))
        .isEqualTo(new GraphRefusal.InvalidEstimate("b", "PT-1S"));
    assertThat(refusalOf(() -> graph.criticalPath(task -> Duration.ofDays(60_000))))
        .isEqualTo(new GraphRefusal.InvalidEstimate("a", "PT1440000H followed by PT1440000H"));
  }

  @Test
  void allDependentsAreFoundOnceEach() {
    graph.addTask("a");
    graph.addTask("b", "a");
    graph.addTask("c", "a");
    graph.addTask("d", "b", "c");
    assertThat(graph.allDependents("a")).containsExactly("b", "c", "d");
    assertThat(graph.allDependents("d")).isEmpty();
  }

  @Test
  void dependenciesAreNamedInTheOrderDeclared() {
    graph.addTask("a");
    graph.addTask("b");
    graph.addTask(GraphTask.of("c", "b").afterEndOf("a"));
    assertThat(graph.dependenciesOf("c"))
        .containsExactly(Dependency.onSuccess("b"), Dependency.onCompletion("a"));
  }
}
