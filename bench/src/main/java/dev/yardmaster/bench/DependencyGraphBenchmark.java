package dev.yardmaster.bench;

import dev.yardmaster.core.graph.CriticalPath;
import dev.yardmaster.core.graph.DependencyGraph;
import dev.yardmaster.core.graph.GraphTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Milliseconds per pass over a whole graph of {@code tasks} tasks with string ids and two earlier
 * dependencies each, half of them near and half anywhere; the graph is the same in every run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DependencyGraphBenchmark {

  /** The tasks to add, and graphs that hold them all. */
  @State(Scope.Benchmark)
  public static class Plan {
    private static final int NEAR = 100;

    @Param({"10000", "100000", "1000000"})
    public int tasks;

    final List<GraphTask<String>> inOrder = new ArrayList<>();
    final DependencyGraph<String> sorted = new DependencyGraph<>();

    /** Every task was added before its dependencies: the order has to be worked out. */
    final DependencyGraph<String> unsorted = new DependencyGraph<>();

    @Setup
    public void generate() {
      SplittableRandom random = new SplittableRandom(42);
      for (int i = 0; i < tasks; i++) {
        GraphTask<String> task = GraphTask.of("task-" + i);
        if (i > 0) {
          task = task.after(inOrder.get(random.nextInt(Math.max(0, i - NEAR), i)).id());
          task = task.after(inOrder.get(random.nextInt(i)).id());
        }
        inOrder.add(task);
      }
      sorted.addAll(inOrder);
      unsorted.addAll(inOrder.reversed());
    }
  }

  /** A graph in which nothing has ended yet: one pass uses it up. */
  @State(Scope.Benchmark)
  public static class Untouched {
    private DependencyGraph<String> graph = new DependencyGraph<>();

    @Setup(Level.Invocation)
    public void build(Plan plan) {
      graph = new DependencyGraph<>();
      graph.addAll(plan.inOrder);
    }
  }

  @Benchmark
  public DependencyGraph<String> addTask(Plan plan) {
    DependencyGraph<String> graph = new DependencyGraph<>();
    for (GraphTask<String> task : plan.inOrder) {
      graph.addTask(task);
    }
    return graph;
  }

  @Benchmark
  public DependencyGraph<String> addAllBackwards(Plan plan) {
    DependencyGraph<String> graph = new DependencyGraph<>();
    graph.addAll(plan.inOrder.reversed());
    return graph;
  }

  @Benchmark
  public int markCompleted(Plan plan, Untouched untouched) {
    int released = 0;
    for (GraphTask<String> task : plan.inOrder) {
      released += untouched.graph.markCompleted(task.id()).size();
    }
    return released;
  }

  @Benchmark
  public List<String> topologicalOrder(Plan plan) {
    return plan.unsorted.topologicalOrder();
  }

  @Benchmark
  public CriticalPath<String> criticalPath(Plan plan) {
    return plan.sorted.criticalPath(id -> Duration.ofMillis(id.hashCode() & 0xfff));
  }
}
