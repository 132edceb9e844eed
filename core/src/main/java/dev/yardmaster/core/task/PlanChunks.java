package dev.yardmaster.core.task;

import java.util.ArrayList;
import java.util.List;

/** Cuts the tasks of a plan into chunks that are small enough for one command or event (R23). */
public final class PlanChunks {
  /** Most bytes of one chunk, by {@link TaskSpec#weight}; any single task fits. */
  public static final long MAX_BYTES = 4L << 20;

  private PlanChunks() {}

  /**
   * The tasks in their order, in chunks of at most {@link TaskCommand.AddPlanTasks#MAX_CHUNK} tasks
   * and so many bytes; a task heavier than that has a chunk for itself.
   */
  public static List<List<TaskSpec>> of(List<TaskSpec> tasks, long maxBytes) {
    List<List<TaskSpec>> chunks = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < tasks.size(); i++) {
      long weight = tasks.get(i).weight();
      boolean full = i - from == TaskCommand.AddPlanTasks.MAX_CHUNK || bytes + weight > maxBytes;
      if (full && i > from) {
        chunks.add(tasks.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += weight;
    }
    if (from < tasks.size()) {
      chunks.add(tasks.subList(from, tasks.size()));
    }
    return chunks;
  }

  static long weight(List<TaskSpec> chunk) {
    return chunk.stream().mapToLong(TaskSpec::weight).sum();
  }
}
