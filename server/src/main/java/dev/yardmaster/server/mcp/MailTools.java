package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.log.v1.MessageProto.Audience;
import dev.yardmaster.protocol.log.v1.MessageProto.Envelope;
import dev.yardmaster.protocol.log.v1.ShardProto.Reply;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Payload;
import dev.yardmaster.protocol.v1.AckRequest;
import dev.yardmaster.protocol.v1.SendRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Messages to other agents, and being done with those received. */
final class MailTools {
  private static final String EVERYBODY = "*";

  private MailTools() {}

  static List<Tool> all() {
    return List.of(
        new Tool(
            "send",
            "Send body (any JSON) to agents by id, to [\"*\"] for everybody, or to a topic. correlation: that of the message you answer. id: yours, so that sending again does nothing.",
            "to:texts topic:text type:text body:any! correlation:text id:text",
            MailTools::send),
        new Tool(
            "ack",
            "You are done with messages: their ids, and the token they came with. Others come back.",
            "messages:texts! token:text!",
            MailTools::ack));
  }

  private static Map<String, Object> send(ToolCall call) {
    Arguments given = call.arguments();
    String id = given.text("id", "mcp-" + UUID.randomUUID());
    Envelope.Builder envelope =
        Envelope.newBuilder()
            .setType(given.text("type", "message"))
            .setCorrelationId(given.text("correlation", ""));
    Payload body = given.payload("body");
    if (body != null) {
      envelope.setPayload(body);
    }
    Reply reply =
        call.call(
            "MessageService/Send",
            SendRequest.newBuilder()
                .setWorkspace(call.workspace())
                .setId(id)
                .setAudience(audience(given))
                .setEnvelope(envelope)
                .build(),
            call.agent(),
            Reply.class);
    Map<String, Object> sent = new LinkedHashMap<>();
    sent.put("id", id);
    sent.put("accepted", reply.getSent().getAccepted());
    sent.put("refused", reply.getSent().getRefused());
    return sent;
  }

  private static Audience audience(Arguments given) {
    List<String> to = given.texts("to");
    String topic = given.text("topic", "");
    if (to.isEmpty() == topic.isEmpty()) {
      throw new IllegalArgumentException("Expected either to or topic, got both or none");
    }
    if (!topic.isEmpty()) {
      return Audience.newBuilder().setTopic(topic).build();
    }
    return to.equals(List.of(EVERYBODY))
        ? Audience.newBuilder().setEverybody(Audience.Everybody.getDefaultInstance()).build()
        : Audience.newBuilder().setAgents(Audience.Agents.newBuilder().addAllIds(to)).build();
  }

  private static Map<String, Object> ack(ToolCall call) {
    long token = call.arguments().token("token");
    AckRequest.Builder request = AckRequest.newBuilder().setWorkspace(call.workspace());
    for (String message : call.arguments().texts("messages")) {
      request.addDeliveries(AckRequest.Delivery.newBuilder().setMessage(message).setToken(token));
    }
    Reply reply = call.call("MessageService/Ack", request.build(), call.agent(), Reply.class);
    Map<String, Object> acked = new LinkedHashMap<>();
    acked.put("acked", request.getDeliveriesCount() - reply.getAcked().getStaleCount());
    acked.put("stale", List.copyOf(reply.getAcked().getStaleList()));
    return acked;
  }
}
