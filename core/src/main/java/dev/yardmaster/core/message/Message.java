package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Hashing;

/**
 * A message while at least one recipient's mailbox or a dead letter points to it; its payload is
 * here and nowhere else. Changed only by {@link MailTable}.
 */
public final class Message {
  private final MessageEvent.Sending sending;
  private final long sentMillis;
  private final int bytes;
  private final long contentHash;
  private final long idHash;
  private final long fixedHash;
  private Tally kept = Tally.NONE;
  private Tally ended = Tally.NONE;
  private long hash;

  Message(MessageEvent.Sending sending, long sentMillis) {
    this.sending = sending;
    this.sentMillis = sentMillis;
    this.contentHash = contentHash(sending.from(), sending.audience(), sending.envelope());
    this.bytes = sending.envelope().size() + sending.receipt().size();
    this.idHash = Hashing.fold(61, sending.id().value());
    long h = Hashing.fold(idHash, contentHash);
    this.fixedHash = Hashing.fold(sending.receipt().hash(h), sentMillis);
    this.hash = computeHash();
  }

  /** What makes two messages of one id the same (R1). */
  static long contentHash(AgentId from, Audience audience, Envelope envelope) {
    long h = Hashing.fold(envelope.hash(), from.value());
    return switch (audience) {
      case Audience.Agents agents -> {
        for (AgentId id : agents.ids()) {
          h = Hashing.fold(h, id.value());
        }
        yield Hashing.fold(h, 1);
      }
      case Audience.Everybody everybody -> Hashing.fold(h, 2);
      case Audience.Subscribers to -> Hashing.fold(Hashing.fold(h, to.topic().value()), 3);
    };
  }

  public MessageId id() {
    return sending.id();
  }

  /** The agent that sent it, as the server knows it (S19). */
  public AgentId from() {
    return sending.from();
  }

  public Audience audience() {
    return sending.audience();
  }

  public Envelope envelope() {
    return sending.envelope();
  }

  public Receipt receipt() {
    return sending.receipt();
  }

  /** State time of its sending. */
  public long sentMillis() {
    return sentMillis;
  }

  /** State time from which it is not delivered any more; {@code Long.MAX_VALUE} is never. */
  public long expiresMillis() {
    return envelope().ttlMillis() == 0 ? Long.MAX_VALUE : sentMillis + envelope().ttlMillis();
  }

  /** Recipients by fate. */
  public Tally tally() {
    return kept.plus(ended);
  }

  int bytes() {
    return bytes;
  }

  long contentHash() {
    return contentHash;
  }

  MessageEvent.Sending sending() {
    return sending;
  }

  /** Of recipients whose mail has left mailbox and dead letters. */
  Tally ended() {
    return ended;
  }

  /** Of recipients with mail in a mailbox or among the dead letters. */
  Tally kept() {
    return kept;
  }

  void keep(Fate fate, int by) {
    kept = kept.add(fate, by);
  }

  void end(Fate fate) {
    restoreEnded(ended.add(fate, 1));
  }

  void restoreEnded(Tally value) {
    ended = value;
    hash = computeHash();
  }

  long idHash() {
    return idHash;
  }

  /** Of what its mails do not tell: who keeps it is hashed with them. */
  long hash() {
    return hash;
  }

  long computeHash() {
    return ended.hash(fixedHash);
  }
}
