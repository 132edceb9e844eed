package dev.yardmaster.server.mcp;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.log.v1.AgentProto.AgentProfile;
import dev.yardmaster.protocol.log.v1.AgentProto.Attachment;
import dev.yardmaster.protocol.log.v1.AgentProto.Slots;
import dev.yardmaster.protocol.log.v1.ShardProto.Reply;
import dev.yardmaster.protocol.v1.Assignment;
import dev.yardmaster.protocol.v1.JoinRequest;
import dev.yardmaster.protocol.v1.Mail;
import dev.yardmaster.server.gateway.Arrival;
import dev.yardmaster.server.gateway.CallContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Being an agent: joining, and waiting for whatever comes. */
final class AgentTools {
  private AgentTools() {}

  static List<Tool> all() {
    return List.of(
        new Tool(
            "join",
            "Become an agent. agent: your own id; a live agent of that id is replaced. capabilities: what tasks may require of you, [\"*\"] for all. slots: tasks at once (1). Returns handle: pass it to any tool from another session.",
            "agent:text! capabilities:texts name:text slots:number workspace:text",
            AgentTools::join),
        new Tool(
            "wait_for_work",
            "Wait up to seconds (45) for what comes first. kind: task (yours and running: do it, then complete or fail it with its epoch), messages (ack them), lock, lock_lost, cancelled (stop, then fail the task), conflict or nothing (call again).",
            "seconds:number",
            AgentTools::await));
  }

  private static Map<String, Object> join(ToolCall call) {
    Arguments given = call.arguments();
    String workspace = given.text("workspace", ToolCall.DEFAULT_WORKSPACE);
    String agent = given.text("agent");
    AgentProfile.Builder profile =
        AgentProfile.newBuilder()
            .setId(agent)
            .setName(given.text("name", ""))
            .setType("mcp")
            .addAllCapabilities(new TreeSet<>(given.texts("capabilities")))
            .setSlots(
                Slots.newBuilder().setMaxConcurrentTasks(given.number("slots", 1, 1, 10_000)));
    Reply reply =
        call.call(
            "AgentService/Join",
            JoinRequest.newBuilder()
                .setWorkspace(workspace)
                .setProfile(profile)
                .setAttachment(
                    call.visitor().bridge() != null
                        ? Attachment.ATTACHMENT_STREAM
                        : Attachment.ATTACHMENT_REQUESTS)
                .build(),
            CallContext.once(call.visitor().connection(), null),
            Reply.class);
    Seat seat =
        new Seat(
            call.visitor().connection().principal(),
            workspace,
            agent,
            reply.getJoined().getHandle());
    call.desktop().seat(call.line(), seat);
    CallContext joinedAs = CallContext.once(call.visitor().connection(), seat.handle());
    call.desktop().arrivals().attend(WorkspaceId.of(workspace), joinedAs);
    Map<String, Object> joined = new LinkedHashMap<>();
    joined.put("agent", agent);
    joined.put("workspace", workspace);
    joined.put("handle", workspace + "/" + seat.handle());
    return joined;
  }

  private static Map<String, Object> await(ToolCall call) throws InterruptedException {
    int seconds =
        call.arguments().number("seconds", ToolCall.MAX_WAIT_SECONDS, 0, ToolCall.MAX_WAIT_SECONDS);
    long began = System.nanoTime();
    Arrival arrival =
        call.desktop()
            .arrivals()
            .next(
                call.workspaceId(),
                call.agent(),
                began + TimeUnit.SECONDS.toNanos(seconds),
                () -> call.progress(began, "waiting for work"));
    return shown(arrival);
  }

  private static Map<String, Object> shown(Arrival arrival) {
    return switch (arrival) {
      case Arrival.Work work -> task(work.assignment());
      case Arrival.Post post -> {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", "messages");
        shown.put("messages", post.mail().getMailList().stream().map(Shown::mail).toList());
        shown.put("token", token(post.mail().getMailList()));
        yield shown;
      }
      case Arrival.News news -> News.shown(news.push());
      case Arrival.Dispute dispute -> {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", "conflict");
        shown.put("conflict", Shown.json(dispute.conflict()));
        yield shown;
      }
      case Arrival.Nothing _ -> Map.of("kind", "nothing");
    };
  }

  /** All of one delivery carry the same. */
  private static String token(List<Mail> mail) {
    return Long.toUnsignedString(mail.getFirst().getToken());
  }

  private static Map<String, Object> task(Assignment assignment) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", "task");
    shown.put("task", Shown.task(assignment.getTask()));
    shown.put("epoch", Long.toUnsignedString(assignment.getEpoch()));
    shown.put("attempt", assignment.getAttempt());
    return shown;
  }
}
