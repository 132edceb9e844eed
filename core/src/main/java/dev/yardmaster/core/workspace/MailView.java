package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.MailState;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivered message as its addressee sees it (S19).
 *
 * @param topic null unless it was published to one
 */
public record MailView(
    MessageId id, AgentId from, @Nullable Topic topic, Envelope envelope, Delivery delivery) {
  /** The token to acknowledge it with, how often it was delivered, and until when it is hidden. */
  public record Delivery(FencingToken token, int deliveries, long visibleAtMillis) {}

  static List<MailView> list(Workspace workspace, Query.OfMail query) {
    List<MailView> views = new ArrayList<>();
    Agent agent = workspace.agents().find(query.agent());
    Mailbox mailbox = workspace.mail().mailbox(query.agent());
    if (agent == null || mailbox == null || !agent.isLive(query.session())) {
      return views;
    }
    for (MessageId id : query.messages()) {
      Mail mail = mailbox.find(id);
      if (mail != null && mail.state() instanceof MailState.Delivered held) {
        views.add(of(mail, held));
      }
    }
    return views;
  }

  private static MailView of(Mail mail, MailState.Delivered held) {
    Topic topic =
        mail.message().audience()
                instanceof dev.yardmaster.core.message.Audience.Subscribers subscribers
            ? subscribers.topic()
            : null;
    return new MailView(
        mail.message().id(),
        mail.message().from(),
        topic,
        mail.message().envelope(),
        new Delivery(held.token(), mail.deliveries(), held.visibleAtMillis()));
  }
}
