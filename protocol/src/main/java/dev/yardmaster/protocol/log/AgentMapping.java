package dev.yardmaster.protocol.log;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.protocol.log.v1.AgentProto;
import java.util.TreeMap;

/** Events and values of agents. */
public final class AgentMapping {
  private AgentMapping() {}

  static AgentProto.AgentEvent write(AgentEvent event) {
    AgentProto.AgentEvent.Builder to = AgentProto.AgentEvent.newBuilder();
    switch (event) {
      case AgentEvent.AgentJoined e -> to.setJoined(joined(e));
      case AgentEvent.AgentStatusChanged e ->
          to.getStatusChangedBuilder().setAgent(e.agent().value()).setStatus(write(e.status()));
      case AgentEvent.AgentSessionEnded e ->
          to.getSessionEndedBuilder()
              .setAgent(e.agent().value())
              .setSession(e.session().value())
              .setCause(write(e.cause()));
      case AgentEvent.AgentRestored e ->
          to.getRestoredBuilder()
              .setJoined(joined(e.joined()))
              .setStatus(write(e.status()))
              .setSinceMillis(e.sinceMillis());
    }
    return to.build();
  }

  static AgentEvent read(AgentProto.AgentEvent from) {
    return switch (from.getKindCase()) {
      case JOINED -> joined(from.getJoined());
      case STATUS_CHANGED -> {
        AgentProto.AgentStatusChanged e = Strict.known(from.getStatusChanged());
        yield new AgentEvent.AgentStatusChanged(AgentId.of(e.getAgent()), read(e.getStatus()));
      }
      case SESSION_ENDED -> {
        AgentProto.AgentSessionEnded e = Strict.known(from.getSessionEnded());
        yield new AgentEvent.AgentSessionEnded(
            AgentId.of(e.getAgent()), new FencingToken(e.getSession()), read(e.getCause()));
      }
      case RESTORED -> {
        AgentProto.AgentRestored e = Strict.known(from.getRestored());
        yield new AgentEvent.AgentRestored(
            joined(e.getJoined()), read(e.getStatus()), e.getSinceMillis());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static AgentProto.AgentJoined joined(AgentEvent.AgentJoined from) {
    return AgentProto.AgentJoined.newBuilder()
        .setProfile(profile(from.profile()))
        .setPrincipal(from.principal().value())
        .setHandle(Strict.text(from.handle()))
        .setSession(from.session().value())
        .setAttachment(write(from.attachment()))
        .build();
  }

  private static AgentEvent.AgentJoined joined(AgentProto.AgentJoined from) {
    Strict.known(from);
    return new AgentEvent.AgentJoined(
        profile(from.getProfile()),
        Principal.of(from.getPrincipal()),
        from.getHandle(),
        new FencingToken(from.getSession()),
        read(from.getAttachment()));
  }

  public static AgentProto.AgentProfile profile(AgentProfile from) {
    AgentProto.AgentProfile.Builder to =
        AgentProto.AgentProfile.newBuilder()
            .setId(from.id().value())
            .setName(Strict.text(from.name()))
            .setType(Strict.text(from.type()))
            .setPriority(from.priority());
    from.capabilities().forEach(c -> to.addCapabilities(Strict.text(c)));
    from.labels().forEach((k, v) -> to.putLabels(Strict.text(k), Strict.text(v)));
    to.getSlotsBuilder()
        .setMaxConcurrentTasks(from.slots().maxConcurrentTasks())
        .setPrefetch(from.slots().prefetch());
    return to.build();
  }

  public static AgentProfile profile(AgentProto.AgentProfile from) {
    AgentProto.Slots slots = Strict.known(from.getSlots());
    Strict.known(from);
    return new AgentProfile(
        AgentId.of(from.getId()),
        from.getName(),
        from.getType(),
        Strict.set(from.getCapabilitiesList()),
        new TreeMap<>(from.getLabelsMap()),
        from.getPriority(),
        new AgentProfile.Slots(slots.getMaxConcurrentTasks(), slots.getPrefetch()));
  }

  public static AgentProto.AgentStatus write(AgentStatus from) {
    return switch (from) {
      case ACTIVE -> AgentProto.AgentStatus.AGENT_STATUS_ACTIVE;
      case DRAINING -> AgentProto.AgentStatus.AGENT_STATUS_DRAINING;
      case PAUSED -> AgentProto.AgentStatus.AGENT_STATUS_PAUSED;
      case LOST -> AgentProto.AgentStatus.AGENT_STATUS_LOST;
      case GONE -> AgentProto.AgentStatus.AGENT_STATUS_GONE;
    };
  }

  public static AgentStatus read(AgentProto.AgentStatus from) {
    return switch (from) {
      case AGENT_STATUS_ACTIVE -> AgentStatus.ACTIVE;
      case AGENT_STATUS_DRAINING -> AgentStatus.DRAINING;
      case AGENT_STATUS_PAUSED -> AgentStatus.PAUSED;
      case AGENT_STATUS_LOST -> AgentStatus.LOST;
      case AGENT_STATUS_GONE -> AgentStatus.GONE;
      case AGENT_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("agent status", from);
    };
  }

  public static AgentProto.Attachment write(Attachment from) {
    return switch (from) {
      case IN_PROCESS -> AgentProto.Attachment.ATTACHMENT_IN_PROCESS;
      case STREAM -> AgentProto.Attachment.ATTACHMENT_STREAM;
      case REQUESTS -> AgentProto.Attachment.ATTACHMENT_REQUESTS;
    };
  }

  public static Attachment read(AgentProto.Attachment from) {
    return switch (from) {
      case ATTACHMENT_IN_PROCESS -> Attachment.IN_PROCESS;
      case ATTACHMENT_STREAM -> Attachment.STREAM;
      case ATTACHMENT_REQUESTS -> Attachment.REQUESTS;
      case ATTACHMENT_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("kind of attachment", from);
    };
  }

  public static AgentProto.SessionEnd write(SessionEnd from) {
    return switch (from) {
      case LEFT -> AgentProto.SessionEnd.SESSION_END_LEFT;
      case EXPIRED -> AgentProto.SessionEnd.SESSION_END_EXPIRED;
      case REJOINED -> AgentProto.SessionEnd.SESSION_END_REJOINED;
      case PROCESS_ENDED -> AgentProto.SessionEnd.SESSION_END_PROCESS_ENDED;
      case PREEMPTED -> AgentProto.SessionEnd.SESSION_END_PREEMPTED;
      case OVERRULED -> AgentProto.SessionEnd.SESSION_END_OVERRULED;
    };
  }

  public static SessionEnd read(AgentProto.SessionEnd from) {
    return switch (from) {
      case SESSION_END_LEFT -> SessionEnd.LEFT;
      case SESSION_END_EXPIRED -> SessionEnd.EXPIRED;
      case SESSION_END_REJOINED -> SessionEnd.REJOINED;
      case SESSION_END_PROCESS_ENDED -> SessionEnd.PROCESS_ENDED;
      case SESSION_END_PREEMPTED -> SessionEnd.PREEMPTED;
      case SESSION_END_OVERRULED -> SessionEnd.OVERRULED;
      case SESSION_END_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("end of a session", from);
    };
  }
}
