package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Hashing;

/** A message in the hands of one recipient: its entry in a mailbox, or a dead letter. */
public final class Mail {
  private final Message message;
  private final AgentId recipient;
  private final long arrival;
  private final long fixedHash;
  private int deliveries;
  private MailState state = new MailState.Queued();

  Mail(Message message, AgentId recipient, long arrival) {
    this.message = message;
    this.recipient = recipient;
    this.arrival = arrival;
    this.fixedHash = Hashing.fold(Hashing.fold(message.idHash(), recipient.value()), arrival);
  }

  public Message message() {
    return message;
  }

  public AgentId recipient() {
    return recipient;
  }

  /** Its place among all mail of the workspace: lower came earlier. */
  public long arrival() {
    return arrival;
  }

  /** How often it was delivered. */
  public int deliveries() {
    return deliveries;
  }

  public MailState state() {
    return state;
  }

  int size() {
    return message.envelope().size();
  }

  void become(MailState next) {
    if (next instanceof MailState.Delivered) {
      deliveries++;
    }
    state = next;
  }

  /** Sets state and count as they are, without counting a delivery. */
  void restore(MailState as, int delivered) {
    state = as;
    deliveries = delivered;
  }

  long hash() {
    return state.hash(Hashing.fold(fixedHash, deliveries));
  }

  @Override
  public String toString() {
    return "message %s to %s".formatted(message.id(), recipient);
  }
}
