package dev.yardmaster.engine;

import dev.yardmaster.core.access.AccessCommand.IssueCredential;
import dev.yardmaster.core.conflict.ConflictCommand.AddEvidence;
import dev.yardmaster.core.conflict.ConflictCommand.ReportConflict;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.MessageCommand.Ack;
import dev.yardmaster.core.message.MessageCommand.SendMessage;
import dev.yardmaster.core.record.RecordCommand.PutRecord;
import dev.yardmaster.core.task.TaskCommand.AddPlanTasks;
import dev.yardmaster.core.task.TaskCommand.CompleteTask;
import dev.yardmaster.core.task.TaskCommand.FailTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.wait.WaitCommand.AcquireLocks;
import dev.yardmaster.core.wait.WaitCommand.RequestReply;
import dev.yardmaster.core.workspace.WorkspaceCommand.Guarded;

/**
 * Rough sizes of commands, in bytes, by which queues and batches are bounded. Whatever may carry
 * more than a few kibibytes is looked at.
 */
final class Weights {
  /** The heaviest command taken; its record stays far below what a log takes. */
  static final int MAX = 8 << 20;

  private static final int BASE = 128;
  private static final long PER_ID = 134;
  private static final long PER_LOCK = 520;

  private Weights() {}

  static int of(Command command) {
    return (int) Math.min(bytes(command), Integer.MAX_VALUE);
  }

  private static long bytes(Command command) {
    return BASE
        + switch (command) {
          case SubmitTask submit -> submit.spec().weight();
          case AddPlanTasks add -> add.tasks().stream().mapToLong(TaskSpec::weight).sum();
          case CompleteTask complete -> complete.result().size();
          case FailTask fail -> 2L * fail.failure().message().length();
          case SendMessage send -> send.envelope().size() + PER_ID * recipients(send.audience());
          case Ack ack -> PER_ID * ack.deliveries().size();
          case PutRecord put -> put.value().size();
          case RequestReply ask -> ask.envelope().size();
          case ReportConflict report ->
              report.claims().stream().mapToLong(claim -> PER_ID + claim.evidence().size()).sum();
          case AddEvidence add -> add.evidence().size();
          case AcquireLocks acquire -> PER_LOCK * acquire.locks().size();
          case IssueCredential issue -> PER_ID * issue.credential().roles().size();
          case Guarded guarded -> PER_LOCK * guarded.guards().size() + bytes(guarded.command());
          default -> 0;
        };
  }

  private static long recipients(Audience audience) {
    return audience instanceof Audience.Agents agents ? agents.ids().size() : 0;
  }
}
