package dev.yardmaster.cli.run;

import dev.yardmaster.cli.process.AttemptFailure;
import dev.yardmaster.cli.process.AttemptProcess;
import dev.yardmaster.cli.process.AttemptProcesses;
import dev.yardmaster.cli.process.AttemptSpec;
import dev.yardmaster.cli.process.AttemptStartException;
import dev.yardmaster.cli.process.ExitResult;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.TaskContext;
import java.time.Duration;

/** One attempt as one process group, from its start to what its end means. */
public final class AttemptExecution {
  /** How long a group that was told to end may take before it is killed. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private AttemptExecution() {}

  /** Starts the group, ends it when the attempt is cancelled, and waits until it is gone. */
  public static ExitResult run(TaskContext context, AttemptProcesses processes, AttemptSpec spec)
      throws AttemptStartException {
    AttemptProcess process = processes.start(spec);
    context.onCancel(() -> process.terminate(GRACE));
    return await(process);
  }

  /** The end of the group, also of one that must stop: nothing of it may outlive the attempt. */
  private static ExitResult await(AttemptProcess process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.await();
        } catch (InterruptedException e) {
          // The cancellation has told the group to end; its end is what is waited for.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A failure; one that the task's policy calls final where the exit code is one of those. */
  public static Outcome failed(TaskContext context, ExitResult result, AttemptFailure reason) {
    boolean never =
        result instanceof ExitResult.Exited(int code)
            && context.spec().limits().retry().nonRetryable().contains(PlanTasks.EXIT_CODE + code);
    return never
        ? Outcome.fatal(reason.type(), reason.message())
        : Outcome.failure(reason.type(), reason.message());
  }
}
