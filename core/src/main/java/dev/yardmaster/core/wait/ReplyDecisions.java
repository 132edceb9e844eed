package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.MessageDecisions;
import dev.yardmaster.core.message.SendVerdict;
import dev.yardmaster.core.resource.Callers;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests (R62): what a send checks comes first, then the bounds of waits, then whether
 * the wait could ever end; only then the request is sent.
 */
final class ReplyDecisions {
  private final WaitTable waits;
  private final Callers callers;
  private final MessageDecisions messages;
  private final DeadlockBreaker breaker;

  ReplyDecisions(
      WaitTable waits, Callers callers, MessageDecisions messages, DeadlockBreaker breaker) {
    this.waits = waits;
    this.callers = callers;
    this.messages = messages;
    this.breaker = breaker;
  }

  Reply decide(WaitCommand.RequestReply command, Turn turn) {
    Refusal shape = checkShape(command);
    if (shape != null) {
      return Reply.refused(shape);
    }
    return switch (callers.resolve(command.caller(), turn)) {
      case Callers.Stale stale -> Reply.refused(stale.refusal());
      case Callers.Speaks speaks -> decide(command, speaks, turn);
    };
  }

  private static @Nullable Refusal checkShape(WaitCommand.RequestReply command) {
    Envelope.Conversation conversation = command.envelope().conversation();
    if (!conversation.correlationId().equals(command.id().value())) {
      return Refusal.invalid(
          "Expected the correlation id of request %s to be its own id, got \"%s\"; replies are known by it"
              .formatted(command.id(), conversation.correlationId()));
    }
    AgentId replyTo = conversation.replyTo();
    if (replyTo != null && !replyTo.equals(command.caller().agent())) {
      return Refusal.invalid(
          "Expected the reply to request %s to go to agent %s, which waits for it, not to %s"
              .formatted(command.id(), command.caller().agent(), replyTo));
    }
    if (command.waitMillis() == 0) {
      return Refusal.invalid(
          "Expected to wait at least 1 ms for the reply to %s; send a message to wait for none"
              .formatted(command.id()));
    }
    return WaitDecisions.checkWait(command.waitMillis());
  }

  private Reply decide(WaitCommand.RequestReply command, Callers.Speaks speaks, Turn turn) {
    MessageCommand.SendMessage send =
        new MessageCommand.SendMessage(
            command.caller(), command.id(), Audience.of(command.to()), command.envelope());
    return switch (messages.judge(speaks.agent().id(), send, turn)) {
      case SendVerdict.Refused refused -> refused.reply();
      case SendVerdict.Known known -> again(command, speaks, turn);
      case SendVerdict.Accepted accepted -> {
        Refusal full = waits.checkLimits(speaks.holder());
        yield full != null ? Reply.refused(full) : begin(command, speaks, accepted, turn);
      }
    };
  }

  /** R1: the first answer, while it is true. */
  private Reply again(WaitCommand.RequestReply command, Callers.Speaks speaks, Turn turn) {
    Wait wait = waits.forReplyTo(command.id());
    return wait != null && wait.holder().equals(speaks.holder())
        ? new Reply.Waiting(turn.position(), wait.id())
        : Reply.refused(
            Refusal.failedPrecondition(
                "Expected %s to wait for the reply to message %s, which was sent before, but %s; receive the reply like any message, or ask under another id"
                    .formatted(
                        speaks.holder(),
                        command.id(),
                        wait == null ? "that wait is over" : wait.holder() + " does")));
  }

  private Reply begin(
      WaitCommand.RequestReply command,
      Callers.Speaks speaks,
      SendVerdict.Accepted accepted,
      Turn turn) {
    long now = turn.now().stateMillis();
    Wait wait =
        new Wait(
            turn.nextToken(),
            speaks.holder(),
            speaks.agent().id(),
            now,
            WaitDecisions.deadline(now, command.waitMillis()),
            new Wait.Reply(command.id(), command.to(), null));
    turn.emit(new WaitEvent.WaitBegan(wait));
    Refusal refusal = breaker.resolve(wait.holder(), wait, turn);
    if (refusal != null) {
      return new Reply.AnsweredNo(turn.position(), refusal);
    }
    messages.send(accepted, turn);
    return new Reply.Waiting(turn.position(), wait.id());
  }
}
