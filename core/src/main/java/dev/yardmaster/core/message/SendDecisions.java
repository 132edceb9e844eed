package dev.yardmaster.core.message;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Decides who gets a message (R60). One full mailbox blocks nobody else. */
final class SendDecisions {
  private final MailTable mail;
  private final AgentTable agents;
  private final LongPredicate hasRoomFor;

  SendDecisions(MailTable mail, AgentTable agents, LongPredicate hasRoomFor) {
    this.mail = mail;
    this.agents = agents;
    this.hasRoomFor = hasRoomFor;
  }

  /** What the recipients of a message said. */
  private static final class Answers {
    private final List<AgentId> accepted = new ArrayList<>();
    private final List<Receipt.Refused> named = new ArrayList<>();
    private int refused;

    private void refuse(AgentId recipient, RefusalCode code) {
      refused++;
      if (named.size() < MailLimits.MAX_RECIPIENTS) {
        named.add(new Receipt.Refused(recipient, code));
      }
    }
  }

  SendVerdict judge(AgentId from, MessageCommand.SendMessage command, Turn turn) {
    SendVerdict known = known(from, command, turn);
    if (known != null) {
      return known;
    }
    Answers answers = ask(from, command.audience(), command.envelope().size());
    if (answers.accepted.isEmpty() && answers.refused > 0) {
      return new SendVerdict.Refused(Reply.refused(nobody(answers)));
    }
    Receipt receipt = new Receipt(answers.accepted.size(), answers.refused, answers.named);
    Refusal refusal = checkLimits(command.envelope(), receipt);
    return refusal != null
        ? new SendVerdict.Refused(Reply.refused(refusal))
        : new SendVerdict.Accepted(
            new MessageEvent.Sending(
                command.id(), from, command.audience(), command.envelope(), receipt),
            answers.accepted);
  }

  Reply send(SendVerdict.Accepted accepted, Turn turn) {
    emit(accepted.sending(), accepted.recipients(), turn);
    return sent(accepted.sending().audience(), accepted.sending().receipt(), turn);
  }

  /** R1: the same message again gets the first answer, as long as its fate is remembered. */
  private @Nullable SendVerdict known(AgentId from, MessageCommand.SendMessage command, Turn turn) {
    MessageId id = command.id();
    Message message = mail.find(id);
    MessageEvent.FateRestored fate = mail.fateOf(id);
    if (message == null && fate == null) {
      return null;
    }
    long content = Message.contentHash(from, command.audience(), command.envelope());
    if (message != null && message.contentHash() == content) {
      return new SendVerdict.Known(sent(command.audience(), message.receipt(), turn));
    }
    if (fate != null && fate.contentHash() == content) {
      return new SendVerdict.Known(sent(command.audience(), fate.receipt(), turn));
    }
    return new SendVerdict.Refused(
        Reply.refused(
            Refusal.alreadyExists(
                "Message %s was sent with other content, or by another agent; choose another id"
                    .formatted(id))));
  }

  private static Reply sent(Audience audience, Receipt receipt, Turn turn) {
    List<Reply.Sent.Result> results = new ArrayList<>();
    if (audience instanceof Audience.Agents agents) {
      int next = 0;
      for (AgentId id : agents.ids()) {
        boolean refused =
            next < receipt.named().size() && receipt.named().get(next).recipient().equals(id);
        results.add(new Reply.Sent.Result(id, refused ? receipt.named().get(next).code() : null));
        next += refused ? 1 : 0;
      }
    } else {
      receipt
          .named()
          .forEach(each -> results.add(new Reply.Sent.Result(each.recipient(), each.code())));
    }
    return new Reply.Sent(turn.position(), receipt.accepted(), receipt.refused(), results);
  }

  private Answers ask(AgentId from, Audience audience, int size) {
    Answers answers = new Answers();
    switch (audience) {
      case Audience.Agents to -> {
        for (AgentId id : to.ids()) {
          if (agents.find(id) == null) {
            answers.refuse(id, RefusalCode.NOT_FOUND);
          } else {
            offer(id, size, answers);
          }
        }
      }
      case Audience.Everybody to -> {
        for (Agent agent : agents.all()) {
          if (agent.status() == AgentStatus.ACTIVE && !agent.id().equals(from)) {
            offer(agent.id(), size, answers);
          }
        }
      }
      case Audience.Subscribers to -> {
        for (AgentId id : mail.subscriptions().matching(to.topic())) {
          offer(id, size, answers);
        }
      }
    }
    return answers;
  }

  private void offer(AgentId id, int size, Answers answers) {
    Mailbox mailbox = mail.mailbox(id);
    if (mailbox == null || mailbox.hasRoomFor(size)) {
      answers.accepted.add(id);
    } else {
      answers.refuse(id, RefusalCode.LIMIT);
    }
  }

  private Refusal nobody(Answers answers) {
    Receipt.Refused first = answers.named.getFirst();
    String others =
        answers.refused == 1
            ? ""
            : "; %d other recipients refused it too".formatted(answers.refused - 1);
    return first.code() == RefusalCode.NOT_FOUND
        ? Refusal.notFound(
            "Expected agent %s to have joined at least once%s; check the name"
                .formatted(first.recipient(), others))
        : full(first.recipient(), others);
  }

  Refusal full(AgentId recipient, String others) {
    Mailbox mailbox = mail.mailbox(recipient);
    return Refusal.limit(
        "Expected at most %d messages and %d bytes in the mailbox of %s, which has %d and %d%s; wait until it has read some"
            .formatted(
                MailLimits.MAX_MAILBOX_MESSAGES,
                MailLimits.MAX_MAILBOX_BYTES,
                recipient,
                mailbox == null ? 0 : mailbox.size(),
                mailbox == null ? 0 : mailbox.bytes(),
                others),
        1_000);
  }

  private @Nullable Refusal checkLimits(Envelope envelope, Receipt receipt) {
    if (mail.mails() + receipt.accepted() > MailLimits.MAX_MAILS) {
      return Refusal.limit(
          "Expected at most %d messages in the mailboxes of the workspace, which hold %d; wait until some are read"
              .formatted(MailLimits.MAX_MAILS, mail.mails()),
          1_000);
    }
    return hasRoomFor.test(envelope.size() + receipt.size())
        ? null
        : Refusal.limit(
            "Expected %d bytes to fit into the payload quota of the workspace; wait until messages are read, or send a reference"
                .formatted(envelope.size()),
            1_000);
  }

  /** At most 1 + 100,000 / 1,000 events: as many agents as a workspace can have. */
  private static void emit(MessageEvent.Sending sending, List<AgentId> recipients, Turn turn) {
    int first = Math.min(recipients.size(), MailLimits.MAX_LISTED);
    turn.emit(new MessageEvent.MessageSent(sending, recipients.subList(0, first)));
    for (int i = first; i < recipients.size(); i += MailLimits.MAX_LISTED) {
      int end = Math.min(recipients.size(), i + MailLimits.MAX_LISTED);
      turn.emit(new MessageEvent.MessageAddressed(sending.id(), recipients.subList(i, end)));
    }
  }
}
