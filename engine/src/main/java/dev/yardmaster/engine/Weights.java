package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.task.TaskCommand.AddPlanTasks;
import dev.yardmaster.core.task.TaskCommand.CompleteTask;
import dev.yardmaster.core.task.TaskCommand.FailTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;

/** Rough sizes of commands, in bytes, by which queues and batches are bounded. */
final class Weights {
  /** The heaviest command taken; its record stays far below what a log takes. */
  static final int MAX = 8 << 20;

  private static final int BASE = 128;
  private static final int PER_DEPENDENCY = 32;

  private Weights() {}

  static int of(Command command) {
    return switch (command) {
      case SubmitTask submit -> BASE + of(submit.spec());
      case AddPlanTasks add -> {
        long sum = BASE;
        for (TaskSpec spec : add.tasks()) {
          sum += of(spec);
        }
        yield (int) Math.min(sum, Integer.MAX_VALUE);
      }
      case CompleteTask complete -> BASE + complete.result().size();
      case FailTask fail -> BASE + 2 * fail.failure().message().length();
      default -> BASE;
    };
  }

  private static int of(TaskSpec spec) {
    return BASE
        + spec.work().input().size()
        + 2 * spec.work().description().length()
        + PER_DEPENDENCY * spec.dependencies().size();
  }
}
