package dev.yardmaster.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardHarness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where other coordinators lost messages: see the regression rows in docs/testing.md. */
final class MailRegressionRowsTest {
  private static MessageCommand.Ack ackAll(MailWorld world, String agent, Reply.Received received) {
    List<Delivery> deliveries = new ArrayList<>();
    for (MessageId id : received.messages()) {
      deliveries.add(new Delivery(id, received.token()));
    }
    return new MessageCommand.Ack(world.caller(agent), deliveries);
  }

  @Test
  void aHundredThousandMessagesAreEachReceivedOnce() {
    MailWorld world = new MailWorld(new ShardHarness(false), "ann");
    List<String> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add("reader" + i);
      world.join("reader" + i);
    }
    for (int i = 0; i < 100_000; i++) {
      world.send("ann", readers.get(i % readers.size()), "m" + i);
    }
    Set<MessageId> seen = new HashSet<>();
    for (String reader : readers) {
      Reply.Received received = world.receive(reader, MailLimits.MAX_RECEIVED);
      while (!received.messages().isEmpty()) {
        for (MessageId id : received.messages()) {
          assertThat(seen.add(id)).as("message %s came once", id).isTrue();
        }
        assertThat(world.shard.send(ackAll(world, reader, received)))
            .isInstanceOf(Reply.Acked.class);
        received = world.receive(reader, MailLimits.MAX_RECEIVED);
      }
    }
    assertThat(seen).hasSize(100_000);
    assertThat(world.shard.workspace().mail().mails()).isZero();
  }

  @Test
  void aRequestThatIsAnsweredAfterTenMinutesIsAnswered() {
    MailWorld world = new MailWorld("ann", "bob");
    Envelope question =
        MailWorld.plain().conversation(new Envelope.Conversation("q", AgentId.of("ann")));
    world.send("ann", "bob", "q", question);
    for (int i = 0; i < 30; i++) {
      world.shard.pass(20_000);
      for (String agent : List.of("ann", "bob")) {
        world.shard.ok(new AgentCommand.Heartbeat(AgentId.of(agent), world.session(agent)));
      }
    }
    assertThat(world.fate("q")).isEqualTo(Fate.QUEUED);
    world.acked("bob", "q", world.take("bob", "q"));
    world.send(
        "bob", "ann", "a", MailWorld.plain().conversation(new Envelope.Conversation("q", null)));
    world.take("ann", "a");
  }

  @Test
  void aConsumerThatAcknowledgesNothingGetsItAllAgainAndGoesOn() {
    MailWorld world = new MailWorld(new ShardHarness(false), "ann", "bob");
    int most = MailLimits.MAX_MAILBOX_MESSAGES;
    for (int i = 0; i < most; i++) {
      world.send("ann", "bob", "m" + i);
    }
    FencingToken first = world.receive("bob", MailLimits.MAX_RECEIVED).token();
    for (int i = MailLimits.MAX_RECEIVED; i < most; i += MailLimits.MAX_RECEIVED) {
      assertThat(world.receive("bob", MailLimits.MAX_RECEIVED).messages()).hasSize(100);
    }
    assertThat(world.ids("bob")).as("everything is unacknowledged").isEmpty();
    assertThat(world.refused(world.message("ann", "bob", "more", MailWorld.plain())).code())
        .isEqualTo(RefusalCode.LIMIT);
    world.shard.pass(MailLimits.VISIBILITY_MILLIS - 1_000);
    world.shard.ok(new AgentCommand.Heartbeat(AgentId.of("bob"), world.session("bob")));
    world.shard.ok(new AgentCommand.Heartbeat(AgentId.of("ann"), world.session("ann")));
    world.shard.pass(1_000);
    assertThat(world.refused(world.ack("bob", "m0", first)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    Reply.Received again = world.receive("bob", MailLimits.MAX_RECEIVED);
    assertThat(again.messages()).hasSize(100).startsWith(MessageId.of("m0"));
    assertThat(world.shard.send(ackAll(world, "bob", again))).isInstanceOf(Reply.Acked.class);
    world.send("ann", "bob", "more");
  }
}
