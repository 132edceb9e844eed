package dev.yardmaster.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.workspace.MessageView;
import dev.yardmaster.core.workspace.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Agents that write to each other, over a {@link ShardHarness}. */
final class MailWorld {
  final ShardHarness shard;
  private final Map<String, FencingToken> sessions = new LinkedHashMap<>();

  MailWorld(String... agents) {
    this(new ShardHarness(), agents);
  }

  MailWorld(ShardHarness shard, String... agents) {
    this.shard = shard;
    for (String agent : agents) {
      join(agent);
    }
  }

  void join(String agent) {
    sessions.put(agent, shard.join(AgentProfile.named(agent)));
  }

  FencingToken session(String agent) {
    return Objects.requireNonNull(sessions.get(agent));
  }

  Caller caller(String agent) {
    return Caller.session(AgentId.of(agent), session(agent));
  }

  static Envelope plain() {
    return Envelope.of("note", Payload.text("hello"));
  }

  MessageCommand.SendMessage message(String from, String to, String id, Envelope envelope) {
    return new MessageCommand.SendMessage(
        caller(from), MessageId.of(id), Audience.of(AgentId.of(to)), envelope);
  }

  void send(String from, String to, String id) {
    send(from, to, id, plain());
  }

  void send(String from, String to, String id, Envelope envelope) {
    assertThat(sent(message(from, to, id, envelope)).accepted()).isEqualTo(1);
  }

  Reply.Sent sent(MessageCommand.SendMessage command) {
    Reply reply = shard.send(command);
    assertThat(reply).isInstanceOf(Reply.Sent.class);
    return (Reply.Sent) reply;
  }

  Reply.Received receive(String agent, int max) {
    Reply reply = shard.send(new MessageCommand.Receive(caller(agent), max));
    assertThat(reply).isInstanceOf(Reply.Received.class);
    return (Reply.Received) reply;
  }

  /** Ids of what a receive of up to 100 gets, in order. */
  List<String> ids(String agent) {
    return receive(agent, MailLimits.MAX_RECEIVED).messages().stream()
        .map(MessageId::value)
        .toList();
  }

  /** Receives one message and says under which token. */
  FencingToken take(String agent, String id) {
    Reply.Received received = receive(agent, 1);
    assertThat(received.messages()).containsExactly(MessageId.of(id));
    return received.token();
  }

  MessageCommand.Ack ack(String agent, String id, FencingToken token) {
    return new MessageCommand.Ack(caller(agent), List.of(new Delivery(MessageId.of(id), token)));
  }

  void acked(String agent, String id, FencingToken token) {
    assertThat(shard.send(ack(agent, id, token))).isInstanceOf(Reply.Acked.class);
  }

  MessageCommand.Nack nack(String agent, String id, FencingToken token, long delayMillis) {
    return new MessageCommand.Nack(caller(agent), MessageId.of(id), token, delayMillis);
  }

  Refusal refused(MessageCommand command) {
    return shard.refused(command);
  }

  /** Delivers and gives back a message until it is a dead letter. */
  void kill(String agent, String id) {
    for (int i = 0; i < MailLimits.MAX_DELIVERIES; i++) {
      shard.ok(nack(agent, id, take(agent, id), 0));
    }
  }

  Fate fate(String id) {
    return view(id).fate();
  }

  MessageView view(String id) {
    return new Query.OfMessage(MessageId.of(id)).answer(shard.workspace()).orElseThrow();
  }
}
