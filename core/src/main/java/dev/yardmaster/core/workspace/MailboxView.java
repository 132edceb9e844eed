package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.TopicPattern;
import java.util.List;
import java.util.Optional;

/**
 * A mailbox in numbers.
 *
 * @param messages all of them; those neither waiting nor delivered were given back for a while
 */
public record MailboxView(
    AgentId agent,
    int messages,
    int waiting,
    int delivered,
    long bytes,
    List<TopicPattern> patterns) {
  static Optional<MailboxView> of(Workspace workspace, AgentId agent) {
    if (workspace.agents().find(agent) == null) {
      return Optional.empty();
    }
    Mailbox mailbox = workspace.mail().mailbox(agent);
    List<TopicPattern> patterns = List.copyOf(workspace.mail().subscriptions().of(agent));
    return Optional.of(
        mailbox == null
            ? new MailboxView(agent, 0, 0, 0, 0, patterns)
            : new MailboxView(
                agent,
                mailbox.size(),
                mailbox.queued().size(),
                mailbox.delivered().size(),
                mailbox.bytes(),
                patterns));
  }
}
