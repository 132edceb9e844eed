package dev.yardmaster.bench;

import dev.yardmaster.core.machine.Reply;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Tasks per second through their whole life (submit, claim, start, complete: four decisions) on one
 * thread, while {@code tasks} others stay queued.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TaskLifeBenchmark {

  /** A queue of that length before so many idle agents. */
  @State(Scope.Benchmark)
  public static class Yard {
    @Param({"1000", "10000", "100000", "1000000"})
    public int tasks;

    @Param({"100", "10000"})
    public int agents;

    private QueuedTasks queued = new QueuedTasks(0, 1);

    @Setup
    public void fill() {
      queued = new QueuedTasks(tasks, agents);
    }
  }

  @Benchmark
  public Reply oneTask(Yard yard) {
    return yard.queued.oneTask();
  }
}
