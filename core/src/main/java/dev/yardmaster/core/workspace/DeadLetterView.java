package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.MailState;

/** A dead letter without its content; {@code sinceMillis} is state time. */
public record DeadLetterView(
    MessageId message,
    AgentId recipient,
    AgentId from,
    String type,
    int payloadBytes,
    long sinceMillis) {
  static DeadLetterView of(Mail mail) {
    return new DeadLetterView(
        mail.message().id(),
        mail.recipient(),
        mail.message().from(),
        mail.message().envelope().type(),
        mail.message().envelope().payload().size(),
        mail.state() instanceof MailState.Dead dead ? dead.sinceMillis() : 0);
  }
}
