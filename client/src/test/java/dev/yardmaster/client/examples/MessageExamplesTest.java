package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.Json;
import dev.yardmaster.client.MessageRouter;
import dev.yardmaster.client.Received;
import dev.yardmaster.client.Sent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MessageExamplesTest extends ExampleYard {
  private final AgentSession planner = agent("planner");
  private final AgentSession coder = agent("coder");
  private final List<Object> seen = new ArrayList<>();

  @Test
  void aMessageIsSentReceivedAndAcknowledged() {
    // @start region="router"
    MessageRouter messages = manager.messages();
    messages.send(planner, AgentId.of("coder"), "spec", Json.of(Map.of("file", "a.java")));
    for (Received message : messages.receive(coder, 10, Duration.ofSeconds(30))) {
      seen.add(message.payload());
      message.ack();
    }
    // @end
    assertThat(seen).containsExactly(Json.of(Map.of("file", "a.java")));
    assertThat(messages.mailbox(coder.id()).orElseThrow().waiting()).isZero();
  }

  @Test
  void aRequestIsAnswered() throws Exception {
    Future<String> asked =
        threads.submit(() -> {
          // @start region="request"
          Received answer =
              manager
                  .messages()
                  .request(
                      coder,
                      AgentId.of("planner"),
                      "question",
                      Payload.text("tabs or spaces?"),
                      Duration.ofMinutes(1));
          return answer.payload().asText();
          // @end
        });
    // @start region="received"
    for (Received message : manager.messages().receive(planner, 10, Duration.ofSeconds(30))) {
      message.reply(Payload.text("spaces"));
      message.ack(); // without it the message comes again
    }
    // @end
    assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo("spaces");
  }

  @Test
  void aBroadcastTellsWhoDidNotTakeIt() {
    // @start region="sent"
    Sent sent = manager.messages().broadcast(planner, "stop", Payload.EMPTY);
    sent.refusals().forEach((who, why) -> System.out.println(who + " did not get it: " + why));
    // @end
    assertThat(sent.accepted()).isEqualTo(1);
    assertThat(sent.refusals()).isEmpty();
  }
}
