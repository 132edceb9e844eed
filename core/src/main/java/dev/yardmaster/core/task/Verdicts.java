package dev.yardmaster.core.task;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.machine.Turn;

/** What conflicts that were resolved do to tasks (R71). */
public final class Verdicts {
  private Verdicts() {}

  /**
   * Whoever holds the task lost the conflict about it: assigned, it is given back; running, its
   * attempt is LOST without counting as a loss; cancelling, it ends as it would have. At most three
   * events.
   */
  public static void overrule(Task task, Turn turn) {
    if (task.state() instanceof TaskState.Assigned assigned) {
      Ends.giveBack(task, assigned, TaskEvent.UnassignCause.OVERRULED, turn);
    } else if (task.state() instanceof TaskState.Running) {
      Ends.lose(task, SessionEnd.OVERRULED, turn);
    }
  }
}
