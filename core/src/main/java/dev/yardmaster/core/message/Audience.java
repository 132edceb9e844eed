package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import java.util.HashSet;
import java.util.List;

/** Whom a message is for. */
public sealed interface Audience {
  /** Agents by name, each once. */
  record Agents(List<AgentId> ids) implements Audience {
    public Agents {
      ids = List.copyOf(ids);
      if (ids.isEmpty() || ids.size() > MailLimits.MAX_RECIPIENTS) {
        throw new IllegalArgumentException(
            "Expected 1 to %d recipients, got %d; publish to a topic or broadcast to reach more"
                .formatted(MailLimits.MAX_RECIPIENTS, ids.size()));
      }
      if (new HashSet<>(ids).size() != ids.size()) {
        throw new IllegalArgumentException("Expected each recipient once, got " + ids);
      }
    }
  }

  /** Every ACTIVE agent but the sender. */
  record Everybody() implements Audience {}

  /** Every agent with a subscription that matches, attached or not. */
  record Subscribers(Topic topic) implements Audience {}

  static Audience of(AgentId recipient) {
    return new Agents(List.of(recipient));
  }
}
