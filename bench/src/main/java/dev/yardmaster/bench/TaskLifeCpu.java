package dev.yardmaster.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * CPU time of one task's life (submit, claim, start and complete; see {@link QueuedTasks}), which
 * other programs on the machine disturb less than a throughput. As arguments: queued tasks, agents,
 * rounds; or none for the whole table.
 *
 * <p>Prints, of rounds of 100,000 lives each after as much warming up, the median and the best CPU
 * time, and the bytes allocated. Garbage collection runs on threads of its own and is not counted.
 */
public final class TaskLifeCpu {
  private static final int LIVES = 100_000;
  private static final int WARM_UP = 5;
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private TaskLifeCpu() {}

  public static void main(String[] args) {
    if (args.length > 0) {
      measure(
          Integer.parseInt(args[0]),
          Integer.parseInt(args[1]),
          args.length > 2 ? Integer.parseInt(args[2]) : 9);
      return;
    }
    for (int agents : new int[] {100, 10_000}) {
      for (int tasks : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
        measure(tasks, agents, 9);
      }
    }
  }

  private static void measure(int tasks, int agents, int rounds) {
    QueuedTasks queued = new QueuedTasks(tasks, agents);
    for (int i = 0; i < WARM_UP; i++) {
      live(queued);
    }
    long[] nanos = new long[rounds];
    long allocated = THREAD.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      nanos[i] = live(queued);
    }
    allocated = THREAD.getCurrentThreadAllocatedBytes() - allocated;
    java.util.Arrays.sort(nanos);
    long median = nanos[rounds / 2] / LIVES;
    System.out.printf(
        "%,9d queued, %,6d agents: %,6d ns CPU a task (best %,6d), %,8d tasks per CPU second, %,6d bytes%n",
        tasks,
        agents,
        median,
        nanos[0] / LIVES,
        1_000_000_000 / median,
        allocated / rounds / LIVES);
  }

  private static long live(QueuedTasks queued) {
    long before = THREAD.getCurrentThreadCpuTime();
    for (int i = 0; i < LIVES; i++) {
      queued.oneTask();
    }
    return THREAD.getCurrentThreadCpuTime() - before;
  }
}
