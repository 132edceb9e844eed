package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import java.util.List;

/** What can be asked about tasks and plans. */
public sealed interface TaskCommand extends Command {
  /** Longest reason or name of a person, in characters; longer ones are cut. */
  int MAX_TEXT = 1_024;

  /** Submits one task; its dependencies must exist. */
  record SubmitTask(TaskSpec spec) implements TaskCommand {}

  /** Begins the upload of a plan or of a new revision; an unfinished upload is dropped. */
  record OpenPlan(PlanId plan, boolean redoChanged) implements TaskCommand {}

  /** Adds a chunk of at most 1,000 tasks, in topological order. */
  record AddPlanTasks(PlanId plan, List<TaskSpec> tasks) implements TaskCommand {
    public static final int MAX_CHUNK = 1_000;

    public AddPlanTasks {
      tasks = List.copyOf(tasks);
    }
  }

  /** Ends the upload; all or nothing. */
  record SealPlan(PlanId plan) implements TaskCommand {}

  /** Cancels every open task of the plan. */
  record CancelPlan(PlanId plan, String reason) implements TaskCommand {
    public CancelPlan {
      reason = Text.shorten(Text.check("the reason", reason), MAX_TEXT);
    }
  }

  /** Lets a plan whose tasks have all ended leave memory, successful or not. */
  record ClosePlan(PlanId plan, String by) implements TaskCommand {
    public ClosePlan {
      by = Text.shorten(Text.check("the name of who asks", by), MAX_TEXT);
    }
  }

  /** Calls of the agent that holds the task; refused STALE_TOKEN unless the epoch is current. */
  sealed interface AttemptCommand extends TaskCommand {
    TaskId task();

    FencingToken epoch();
  }

  record StartTask(TaskId task, FencingToken epoch) implements AttemptCommand {}

  record CompleteTask(TaskId task, FencingToken epoch, Payload result) implements AttemptCommand {}

  /** Ends the attempt as failed; {@code retryable} false fails the task at once. */
  record FailTask(
      TaskId task, FencingToken epoch, Failure failure, boolean retryable, Attribution attribution)
      implements AttemptCommand {
    public FailTask(TaskId task, FencingToken epoch, Failure failure, boolean retryable) {
      this(task, epoch, failure, retryable, Attribution.NONE);
    }
  }

  /** Gives an assigned, not started task back. */
  record ReturnTask(TaskId task, FencingToken epoch) implements AttemptCommand {}

  /** Tells that the attempt told to stop has stopped. */
  record ConfirmCancelled(TaskId task, FencingToken epoch) implements AttemptCommand {}

  /** Unlogged: a sign of life of a running attempt. */
  record TaskHeartbeat(TaskId task, FencingToken epoch) implements AttemptCommand {}

  record CancelTask(TaskId task, String reason) implements TaskCommand {
    public CancelTask {
      reason = Text.shorten(Text.check("the reason", reason), MAX_TEXT);
    }
  }

  /** Begins an ended, unsuccessful task anew; its skipped dependents revive with it. */
  record RetryTask(TaskId task, String by) implements TaskCommand {
    public RetryTask {
      by = Text.shorten(Text.check("the name of who asks", by), MAX_TEXT);
    }
  }

  record ApproveTask(TaskId task, String by) implements TaskCommand {
    public ApproveTask {
      by = Text.shorten(Text.check("the name of who asks", by), MAX_TEXT);
    }
  }

  record RejectTask(TaskId task, String by, String reason) implements TaskCommand {
    public RejectTask {
      by = Text.shorten(Text.check("the name of who asks", by), MAX_TEXT);
      reason = Text.shorten(Text.check("the reason", reason), MAX_TEXT);
    }
  }

  record SetTaskPriority(TaskId task, int priority) implements TaskCommand {}

  /** Drops a dead letter from memory. */
  record PurgeTask(TaskId task) implements TaskCommand {}

  /**
   * Answers a {@code PlacementRequested}: this agent should have the task.
   *
   * @param reason in words for {@code explain}, shortened to {@link Text#MAX_SHORT}; may be empty
   */
  record Place(TaskId task, long generation, AgentId agent, String reason) implements TaskCommand {
    public Place {
      reason = Text.shorten(Text.check("the reason", reason), Text.MAX_SHORT);
    }

    public Place(TaskId task, long generation, AgentId agent) {
      this(task, generation, agent, "");
    }
  }
}
