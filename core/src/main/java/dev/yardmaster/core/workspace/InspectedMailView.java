package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.Fate;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.MessageEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as an operator sees it whose look is on record (R62).
 *
 * @param state QUEUED, DELIVERED or DEAD
 * @param deliveries how often it was delivered
 */
public record InspectedMailView(
    MessageId id, AgentId from, Envelope envelope, Fate state, int deliveries) {
  /** What the look under this token showed and is still there. */
  static List<InspectedMailView> list(Workspace workspace, FencingToken token) {
    List<InspectedMailView> views = new ArrayList<>();
    MessageEvent.MailInspected look = workspace.mail().look(token);
    if (look == null) {
      return views;
    }
    for (MessageId id : look.messages()) {
      Mail mail = find(workspace, look.recipient(), id);
      if (mail != null && mail.arrival() < look.arrivals()) {
        views.add(of(mail));
      }
    }
    return views;
  }

  private static @Nullable Mail find(Workspace workspace, AgentId recipient, MessageId id) {
    Mailbox mailbox = workspace.mail().mailbox(recipient);
    Mail kept = mailbox == null ? null : mailbox.find(id);
    return kept == null ? workspace.mail().deadLetter(id, recipient) : kept;
  }

  private static InspectedMailView of(Mail mail) {
    return new InspectedMailView(
        mail.message().id(),
        mail.message().from(),
        mail.message().envelope(),
        mail.state().fate(),
        mail.deliveries());
  }

  public String type() {
    return envelope.type();
  }

  public Payload payload() {
    return envelope.payload();
  }
}
