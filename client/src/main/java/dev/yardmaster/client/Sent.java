package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a sending went, recipient by recipient.
 *
 * {@snippet file="MessageExamplesTest.java" region="sent"}
 *
 * @param refusals who did not take it and why: all of those who were named as recipients, the first
 *     1,000 of a broadcast or topic
 */
public record Sent(MessageId id, int accepted, int refused, Map<AgentId, RefusalCode> refusals) {
  public Sent {
    refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
  }

  static Sent of(MessageId id, Reply reply) {
    if (!(reply instanceof Reply.Sent sent)) {
      throw new IllegalStateException(
          "Expected message %s to be sent, got %s".formatted(id, reply));
    }
    Map<AgentId, RefusalCode> refusals = new LinkedHashMap<>();
    for (Reply.Sent.Result result : sent.results()) {
      RefusalCode refusal = result.refusal();
      if (refusal != null) {
        refusals.put(result.recipient(), refusal);
      }
    }
    return new Sent(id, sent.accepted(), sent.refused(), refusals);
  }
}
