package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;
import java.util.List;

/** What can be asked about messages. */
public sealed interface MessageCommand extends Command {
  /** Puts a message into the mailboxes of its audience; answered with what each recipient said. */
  record SendMessage(Caller caller, MessageId id, Audience audience, Envelope envelope)
      implements MessageCommand {}

  /**
   * Takes up to {@code max} messages, 1-100, by priority, then arrival; answered with their ids.
   */
  record Receive(Caller caller, int max) implements MessageCommand {}

  /**
   * Is done with delivered messages. Those whose token is old are named in the answer; refused
   * STALE_TOKEN when there is no other.
   */
  record Ack(Caller caller, List<Delivery> deliveries) implements MessageCommand {
    public Ack {
      deliveries = List.copyOf(deliveries);
    }
  }

  /** Gives a message back, to be delivered again after a delay. */
  record Nack(Caller caller, MessageId message, FencingToken token, long delayMillis)
      implements MessageCommand {}

  /** Keeps a delivered message out of sight for so long from now, or longer. */
  record ExtendVisibility(Caller caller, MessageId message, FencingToken token, long millis)
      implements MessageCommand {}

  /** Gets what is published under the pattern from now on, attached or not. */
  record Subscribe(Caller caller, TopicPattern pattern) implements MessageCommand {}

  /** Gets it no longer. */
  record Unsubscribe(Caller caller, TopicPattern pattern) implements MessageCommand {}

  /** An operator sends a dead letter on its way again. */
  record RedriveDeadLetter(AgentId recipient, MessageId message, String by)
      implements MessageCommand {
    public RedriveDeadLetter {
      Text.checkShort("the name of who asks", by);
    }
  }

  /**
   * An operator looks at up to {@code limit} messages, 1-100, of an agent: its dead letters, oldest
   * first, then its mailbox, in order of arrival. Answered with their ids and a token under which
   * their contents can be read; nothing changes for anyone.
   */
  record InspectMail(AgentId recipient, int limit, String by) implements MessageCommand {
    public InspectMail {
      Text.checkShort("the name of who asks", by);
    }
  }

  /** An operator throws a dead letter away. */
  record PurgeDeadLetter(AgentId recipient, MessageId message, String by)
      implements MessageCommand {
    public PurgeDeadLetter {
      Text.checkShort("the name of who asks", by);
    }
  }
}
