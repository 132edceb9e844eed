package dev.yardmaster.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.MetricsOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What metrics cost: CPU of the driver's thread and of the whole process for each task that is
 * planned, assigned, started and completed by workers of the same process, with metrics and
 * without, in alternating rounds of one run on the in-memory log.
 *
 * <p>CPU, not wall time, so that neighbours on the machine matter little. Arguments: tasks a round,
 * rounds.
 */
public final class MetricsOverhead {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final String DRIVER = "yardmaster-shard-0";
  private static final int WORKERS = 4;
  private static final int SLOTS = 64;
  private static final int TYPES = 10;

  /** CPU nanoseconds a task. */
  private record Cost(long driver, long process) {}

  private MetricsOverhead() {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    live(tasks, true);
    live(tasks, false);
    Cost[] with = new Cost[rounds];
    Cost[] without = new Cost[rounds];
    for (int i = 0; i < rounds; i++) {
      with[i] = live(tasks, true);
      without[i] = live(tasks, false);
    }
    System.out.println("| CPU a task, median | with metrics | without |");
    System.out.println("|---|---|---|");
    System.out.printf(
        "| driver's thread | %,d ns | %,d ns |%n",
        median(Arrays.stream(with).mapToLong(Cost::driver).toArray()),
        median(Arrays.stream(without).mapToLong(Cost::driver).toArray()));
    System.out.printf(
        "| whole process | %,d ns | %,d ns |%n",
        median(Arrays.stream(with).mapToLong(Cost::process).toArray()),
        median(Arrays.stream(without).mapToLong(Cost::process).toArray()));
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static Cost live(int tasks, boolean metrics) throws Exception {
    System.gc();
    EngineOptions options =
        EngineOptions.DEFAULTS.metrics(metrics ? MetricsOptions.DEFAULTS : MetricsOptions.OFF);
    List<TaskSpec> specs = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      specs.add(Task.of("t" + i).type("type-" + i % TYPES).priority(i % 101).spec());
    }
    try (Engine engine = Engine.inMemory(options);
        Yardmaster yard = Yardmaster.over(engine.connect(Principal.of("local")))) {
      CoordinationManager manager = yard.workspace("default");
      long driver = driver();
      long driverBefore = THREADS.getThreadCpuTime(driver);
      long processBefore = SYSTEM.getProcessCpuTime();
      List<Worker> crew = new ArrayList<>();
      for (int w = 0; w < WORKERS; w++) {
        crew.add(
            manager.work(
                AgentProfile.named("w" + w).maxConcurrentTasks(SLOTS),
                context -> Outcome.success()));
      }
      manager.plans().upload(PlanId.of("p"), specs, false);
      manager.plans().awaitEnd(PlanId.of("p"), Duration.ofMinutes(10));
      if (metrics) {
        while (manager.metrics().current().behind() > 0) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
      }
      Cost cost =
          new Cost(
              (THREADS.getThreadCpuTime(driver) - driverBefore) / tasks,
              (SYSTEM.getProcessCpuTime() - processBefore) / tasks);
      crew.forEach(Worker::close);
      return cost;
    }
  }

  private static long driver() {
    for (long id : THREADS.getAllThreadIds()) {
      var info = THREADS.getThreadInfo(id);
      if (info != null && info.getThreadName().equals(DRIVER)) {
        return id;
      }
    }
    throw new IllegalStateException("Found no thread " + DRIVER);
  }
}
