package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Brings delivered mail back into its queue, or to the dead letters after too many deliveries. */
final class Returns {
  private Returns() {}

  /** At most two events, and two more for each {@link MailLimits#MAX_LISTED}. */
  static void giveBack(
      AgentId recipient, Collection<Mail> mails, MessageEvent.ReturnCause cause, Turn turn) {
    List<MessageId> back = new ArrayList<>();
    List<MessageId> dead = new ArrayList<>();
    for (Mail mail : mails) {
      boolean over = mail.deliveries() >= MailLimits.MAX_DELIVERIES;
      (over ? dead : back).add(mail.message().id());
    }
    for (int i = 0; i < back.size(); i += MailLimits.MAX_LISTED) {
      int end = Math.min(back.size(), i + MailLimits.MAX_LISTED);
      turn.emit(new MessageEvent.MessagesReturned(recipient, back.subList(i, end), cause));
    }
    for (int i = 0; i < dead.size(); i += MailLimits.MAX_LISTED) {
      int end = Math.min(dead.size(), i + MailLimits.MAX_LISTED);
      turn.emit(new MessageEvent.MessagesDied(recipient, dead.subList(i, end), cause));
    }
  }
}
