package dev.yardmaster.core.conflict;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import java.util.List;

/**
 * Sees that two agents have completed one task: whose attempt was taken from it completes the task,
 * with another output, after another agent has. The completion is refused as stale all the same
 * (S13); the conflict about the output is open until somebody resolves it. One per attempt, so that
 * an agent that tries again and again is told so and no more (R22).
 */
final class LateCompletions {
  private final ConflictTable conflicts;
  private final TaskTable tasks;
  private final Facts facts;
  private final ReportDecisions reports;

  LateCompletions(ConflictTable conflicts, TaskTable tasks, Facts facts, ReportDecisions reports) {
    this.conflicts = conflicts;
    this.tasks = tasks;
    this.facts = facts;
    this.reports = reports;
  }

  /** The reply to a completion, which has opened a conflict where two agents completed the task. */
  Reply look(TaskCommand.CompleteTask command, Reply reply, Turn turn) {
    if (!(reply instanceof Reply.Refused refused)
        || refused.refusal().code() != RefusalCode.STALE_TOKEN) {
      return reply;
    }
    Task task = tasks.find(command.task());
    LostAttempts.Lost lost = conflicts.lostAttempts().find(command.epoch());
    if (task == null || lost == null || !(task.state() instanceof TaskState.Succeeded end)) {
      return reply;
    }
    boolean two = lost.task().equals(task.id()) && !lost.agent().equals(end.agent());
    boolean same = end.result().equals(command.result());
    ConflictId id = ConflictId.of("output:" + command.epoch());
    return two && !same && conflicts.find(id) == null
        ? report(id, task, end, new Late(lost, command.result(), refused.refusal()), turn)
        : reply;
  }

  private record Late(LostAttempts.Lost attempt, Payload result, Refusal refusal) {}

  private Reply report(ConflictId id, Task task, TaskState.Succeeded end, Late late, Turn turn) {
    Agent first = facts.agent(end.agent());
    Agent second = facts.agent(late.attempt().agent());
    if (first == null || second == null) {
      return Reply.refused(late.refusal());
    }
    Subject subject = new Subject.OfTask(task.id(), Subject.Aspect.OUTPUT);
    Party completed = facts.party(first, subject, end.result());
    Party tooLate =
        new Party(
            second.id(),
            second.profile().priority(),
            turn.nextToken(),
            turn.now().stateMillis(),
            late.result());
    List<Party> parties = List.of(completed, tooLate);
    if (reports.checkLimits(parties) != null) {
      return Reply.refused(late.refusal());
    }
    reports.open(new Report(id, subject, parties, null, Rules.MANUAL, 0), turn);
    return new Reply.AnsweredNo(
        turn.position(),
        Refusal.staleToken(
            "%s; agent %s has completed it with another output: conflict %s is open about which one counts"
                .formatted(late.refusal().text(), end.agent(), id)));
  }
}
