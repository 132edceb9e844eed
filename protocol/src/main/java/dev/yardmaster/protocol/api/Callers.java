package dev.yardmaster.protocol.api;

import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.wait.WaitCommand;
import org.jspecify.annotations.Nullable;

/** Whom commands speak for. */
public final class Callers {
  private Callers() {}

  /** The caller that a command names; null for one that speaks for no agent. */
  public static @Nullable Caller of(Command command) {
    return switch (command) {
      case WaitCommand wait -> ofWait(wait);
      case ResourceCommand resource -> ofResource(resource);
      case MessageCommand message -> ofMessage(message);
      case RecordCommand record ->
          switch (record) {
            case RecordCommand.PutRecord put -> put.caller();
            case RecordCommand.DeleteRecord delete -> delete.caller();
          };
      case ConflictCommand conflict -> ofConflict(conflict);
      default -> null;
    };
  }

  private static @Nullable Caller ofWait(WaitCommand command) {
    return switch (command) {
      case WaitCommand.AcquireLocks acquire -> acquire.caller();
      case WaitCommand.AwaitTask await -> await.caller();
      case WaitCommand.RequestReply request -> request.caller();
      case WaitCommand.EndWait end -> end.caller();
      case WaitCommand.SetDeadlockPolicy policy -> null;
    };
  }

  private static @Nullable Caller ofResource(ResourceCommand command) {
    return switch (command) {
      case ResourceCommand.ReleaseLock release -> release.caller();
      case ResourceCommand.ReleaseAll release -> release.caller();
      case ResourceCommand.ExtendLock extend -> extend.caller();
      case ResourceCommand.Charge charge -> charge.caller();
      case ResourceCommand.DeclareResource declare -> null;
      case ResourceCommand.ForceRelease force -> null;
    };
  }

  private static @Nullable Caller ofMessage(MessageCommand command) {
    return switch (command) {
      case MessageCommand.SendMessage send -> send.caller();
      case MessageCommand.Receive receive -> receive.caller();
      case MessageCommand.Ack ack -> ack.caller();
      case MessageCommand.Nack nack -> nack.caller();
      case MessageCommand.ExtendVisibility extend -> extend.caller();
      case MessageCommand.Subscribe subscribe -> subscribe.caller();
      case MessageCommand.Unsubscribe unsubscribe -> unsubscribe.caller();
      case MessageCommand.RedriveDeadLetter redrive -> null;
      case MessageCommand.InspectMail inspect -> null;
      case MessageCommand.PurgeDeadLetter purge -> null;
    };
  }

  private static @Nullable Caller ofConflict(ConflictCommand command) {
    return switch (command) {
      case ConflictCommand.ReportConflict report -> report.caller();
      case ConflictCommand.AddEvidence evidence -> evidence.caller();
      case ConflictCommand.CastVote vote -> vote.caller();
      case ConflictCommand.ResolveConflict resolve -> null;
      case ConflictCommand.AutoResolve resolve -> null;
      case ConflictCommand.AnswerConflict answer -> null;
    };
  }
}
