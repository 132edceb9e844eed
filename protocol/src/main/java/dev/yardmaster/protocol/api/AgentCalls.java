package dev.yardmaster.protocol.api;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.protocol.log.AgentMapping;
import dev.yardmaster.protocol.log.v1.AgentProto;
import dev.yardmaster.protocol.v1.HeartbeatRequest;
import dev.yardmaster.protocol.v1.JoinRequest;
import dev.yardmaster.protocol.v1.LeaveRequest;
import dev.yardmaster.protocol.v1.ReportLoadRequest;
import dev.yardmaster.protocol.v1.SetStatusRequest;
import java.util.List;

/** Commands on agents. */
final class AgentCalls {
  private AgentCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(JOIN, LEAVE, SET_STATUS, HEARTBEAT, REPORT_LOAD);
  }

  private static final CommandCall<AgentCommand.JoinAgent, JoinRequest> JOIN =
      CommandCall.of(
          "AgentService/Join",
          AgentCommand.JoinAgent.class,
          JoinRequest.getDefaultInstance(),
          c ->
              JoinRequest.newBuilder()
                  .setProfile(AgentMapping.profile(c.profile()))
                  .setAttachment(write(c.attachment())),
          (q, speaker) ->
              new AgentCommand.JoinAgent(
                  Requests.read("profile", q.getProfile(), Defaults::profile),
                  attachment(q.getAttachment())));

  private static final CommandCall<AgentCommand.LeaveAgent, LeaveRequest> LEAVE =
      CommandCall.of(
          "AgentService/Leave",
          AgentCommand.LeaveAgent.class,
          LeaveRequest.getDefaultInstance(),
          c ->
              LeaveRequest.newBuilder()
                  .setAgent(c.agent().value())
                  .setSession(c.session().value())
                  .setCause(AgentMapping.write(c.cause())),
          (q, speaker) -> {
            Speaker agent = Identity.agent(q.getAgent(), q.getSession(), speaker);
            return new AgentCommand.LeaveAgent(agent.agent(), agent.session(), cause(q.getCause()));
          });

  private static final CommandCall<AgentCommand.SetAgentStatus, SetStatusRequest> SET_STATUS =
      CommandCall.of(
          "AgentService/SetStatus",
          AgentCommand.SetAgentStatus.class,
          SetStatusRequest.getDefaultInstance(),
          c ->
              SetStatusRequest.newBuilder()
                  .setAgent(c.agent().value())
                  .setStatus(AgentMapping.write(c.status())),
          (q, speaker) ->
              new AgentCommand.SetAgentStatus(
                  Requests.read("agent", q.getAgent(), AgentId::of), status(q.getStatus())));

  private static final CommandCall<AgentCommand.Heartbeat, HeartbeatRequest> HEARTBEAT =
      CommandCall.of(
          "AgentService/Heartbeat",
          AgentCommand.Heartbeat.class,
          HeartbeatRequest.getDefaultInstance(),
          c ->
              HeartbeatRequest.newBuilder()
                  .setAgent(c.agent().value())
                  .setSession(c.session().value()),
          (q, speaker) -> {
            Speaker agent = Identity.agent(q.getAgent(), q.getSession(), speaker);
            return new AgentCommand.Heartbeat(agent.agent(), agent.session());
          });

  private static final CommandCall<AgentCommand.ReportLoad, ReportLoadRequest> REPORT_LOAD =
      CommandCall.of(
          "AgentService/ReportLoad",
          AgentCommand.ReportLoad.class,
          ReportLoadRequest.getDefaultInstance(),
          c ->
              ReportLoadRequest.newBuilder()
                  .setAgent(c.agent().value())
                  .setSession(c.session().value())
                  .setCpuPercent(c.cpuPercent())
                  .setMemoryPercent(c.memoryPercent()),
          (q, speaker) -> {
            Speaker agent = Identity.agent(q.getAgent(), q.getSession(), speaker);
            return new AgentCommand.ReportLoad(
                agent.agent(), agent.session(), q.getCpuPercent(), q.getMemoryPercent());
          });

  /** Whoever sends this lives in another process than the server. */
  private static AgentProto.Attachment write(Attachment from) {
    return AgentMapping.write(from == Attachment.IN_PROCESS ? Attachment.STREAM : from);
  }

  private static Attachment attachment(AgentProto.Attachment from) {
    return switch (from) {
      case ATTACHMENT_UNSPECIFIED, ATTACHMENT_REQUESTS -> Attachment.REQUESTS;
      case ATTACHMENT_STREAM -> Attachment.STREAM;
      case ATTACHMENT_IN_PROCESS, UNRECOGNIZED ->
          throw new BadRequestException(
              "Field attachment: Expected ATTACHMENT_STREAM or ATTACHMENT_REQUESTS, got %s; only what embeds the server lives in its process"
                  .formatted(from));
    };
  }

  private static SessionEnd cause(AgentProto.SessionEnd from) {
    return from == AgentProto.SessionEnd.SESSION_END_UNSPECIFIED
        ? SessionEnd.LEFT
        : Requests.read("cause", from, AgentMapping::read);
  }

  private static AgentStatus status(AgentProto.AgentStatus from) {
    return switch (from) {
      case AGENT_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw Requests.unspecified(
              "status", from, "AGENT_STATUS_ACTIVE, AGENT_STATUS_DRAINING, AGENT_STATUS_PAUSED");
      case AGENT_STATUS_ACTIVE,
          AGENT_STATUS_DRAINING,
          AGENT_STATUS_PAUSED,
          AGENT_STATUS_LOST,
          AGENT_STATUS_GONE ->
          AgentMapping.read(from);
    };
  }
}
