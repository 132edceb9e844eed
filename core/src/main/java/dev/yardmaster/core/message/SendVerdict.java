package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Reply;
import java.util.List;

/** What a send would come to, before anything happens. */
public sealed interface SendVerdict {
  /** Sent before with the same content: its first answer. */
  record Known(Reply reply) implements SendVerdict {}

  /** Nobody gets it. */
  record Refused(Reply reply) implements SendVerdict {}

  /** These recipients get it. */
  record Accepted(MessageEvent.Sending sending, List<AgentId> recipients) implements SendVerdict {}
}
