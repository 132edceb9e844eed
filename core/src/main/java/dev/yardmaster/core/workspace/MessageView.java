package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.message.Fate;
import dev.yardmaster.core.message.Message;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.message.Receipt;
import dev.yardmaster.core.message.Tally;
import java.util.Optional;

/**
 * What became of a message, without its content.
 *
 * @param tally recipients by fate; a purged dead letter stays DEAD
 */
public record MessageView(MessageId id, AgentId from, Receipt receipt, Tally tally) {
  static Optional<MessageView> of(Workspace workspace, MessageId id) {
    Message message = workspace.mail().find(id);
    if (message != null) {
      return Optional.of(new MessageView(id, message.from(), message.receipt(), message.tally()));
    }
    MessageEvent.FateRestored fate = workspace.mail().fateOf(id);
    return fate == null
        ? Optional.empty()
        : Optional.of(new MessageView(id, fate.from(), fate.receipt(), fate.tally()));
  }

  /** The fate of the recipient furthest from having acknowledged it. */
  public Fate fate() {
    return tally.furthest();
  }
}
