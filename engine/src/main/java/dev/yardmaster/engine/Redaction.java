package dev.yardmaster.engine;

import dev.yardmaster.core.access.AccessEvent;
import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * What of an event a watch from outside of the process is told: no handle of an agent (X4), no
 * contents of a message (S19), and nothing of the shard's own: answers of others, credentials.
 */
final class Redaction {
  private Redaction() {}

  /** The event as it may be told; null when it may not. */
  static @Nullable CommittedEvent of(CommittedEvent committed) {
    Event told =
        switch (committed.event()) {
          case ShardEvent e -> null;
          case AccessEvent e -> null;
          case AgentEvent.AgentJoined e ->
              new AgentEvent.AgentJoined(
                  e.profile(), e.principal(), "", e.session(), e.attachment());
          case MessageEvent.MessageSent e ->
              new MessageEvent.MessageSent(of(e.sending()), e.recipients());
          default -> committed.event();
        };
    return told == null
        ? null
        : new CommittedEvent(
            committed.position(),
            committed.at(),
            committed.workspace(),
            committed.principal(),
            told);
  }

  private static MessageEvent.Sending of(MessageEvent.Sending sending) {
    Envelope sent = sending.envelope();
    Envelope told =
        new Envelope(
            sent.type(),
            Payload.EMPTY,
            sent.priority(),
            sent.ttlMillis(),
            sent.conversation(),
            Collections.emptySortedMap());
    return new MessageEvent.Sending(
        sending.id(), sending.from(), sending.audience(), told, sending.receipt());
  }
}
