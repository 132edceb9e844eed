package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Verdicts;

/**
 * What a resolution does to a task. ASSIGNMENT: an attempt of a loser is over, without using one
 * up, and the task is pinned to the winner: one owner is left; an agent that came to it meanwhile
 * and is no party keeps it. OUTPUT: the winner's output is the task's result from now on; what
 * dependents made of the former one stays, and a person may retry them. DEPENDENCY: nothing but the
 * resolution itself, which is for those who plan.
 */
final class TaskEffect {
  private final Facts facts;

  TaskEffect(Facts facts) {
    this.facts = facts;
  }

  void act(Report report, Subject.OfTask subject, AgentId winner, Turn turn) {
    Task task = facts.task(subject);
    if (task == null) {
      return;
    }
    switch (subject.aspect()) {
      case ASSIGNMENT -> assign(report, task, winner, turn);
      case OUTPUT -> {
        Party party = report.party(winner);
        if (party != null && task.state() instanceof TaskState.Succeeded end) {
          replace(task, end, party, turn);
        }
      }
      case DEPENDENCY -> {}
    }
  }

  private static void assign(Report report, Task task, AgentId winner, Turn turn) {
    if (task.state() instanceof TaskState.Ended) {
      return;
    }
    if (task.state() instanceof TaskState.Held held && !held.agent().equals(winner)) {
      if (report.party(held.agent()) == null) {
        return;
      }
      Verdicts.overrule(task, turn);
    }
    if (!winner.equals(task.pin()) && !(task.state() instanceof TaskState.Ended)) {
      turn.emit(new TaskEvent.TaskPinned(task.id(), winner));
    }
  }

  /** The evidence of an output conflict is the output; a winner without one changes nothing. */
  private static void replace(Task task, TaskState.Succeeded end, Party winner, Turn turn) {
    Payload output = winner.evidence();
    boolean other = !winner.agent().equals(end.agent()) && !output.equals(end.result());
    if (other && !output.equals(Payload.EMPTY)) {
      turn.emit(new TaskEvent.TaskOutputReplaced(task.id(), winner.agent(), output));
    }
  }
}
