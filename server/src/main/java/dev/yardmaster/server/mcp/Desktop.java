package dev.yardmaster.server.mcp;

import com.google.protobuf.Message;
import dev.yardmaster.protocol.v1.HeartbeatRequest;
import dev.yardmaster.protocol.v1.LeaveRequest;
import dev.yardmaster.server.gateway.Arrivals;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all tools share: the gateway, and which agent sits in which session or behind a bridge. */
record Desktop(
    Gateway gateway, Arrivals arrivals, Sessions sessions, Bridges bridges, Audit audit) {
  private static final Logger LOG = LoggerFactory.getLogger(Desktop.class);

  /**
   * Calls an operation of the API and waits for its reply.
   *
   * @throws NoException for a no
   */
  <T extends Message> T call(String method, Message request, CallContext context, Class<T> reply) {
    return reply.cast(gateway.callAndWait("yardmaster.v1." + method, request, context));
  }

  /** An agent has joined. */
  void seat(Line line, Seat seat) {
    String session = line.session();
    String bridge = line.visitor().bridge();
    if (session != null) {
      sessions.sit(session, seat);
    } else if (bridge != null) {
      bridges.seat(bridge, seat);
    }
  }

  /** The session ends, and the agent that joined in it leaves. */
  void leave(String session, Visitor visitor) {
    Seat seat = sessions.find(session, visitor.connection());
    if (seat != null) {
      sessions.forget(session);
      leave(seat, visitor);
    }
  }

  /** The bridge ends, and the agents that joined through it without a session leave. */
  void leave(Visitor visitor) {
    bridges.forget(visitor).forEach(seat -> leave(seat, visitor));
  }

  private void leave(Seat seat, Visitor visitor) {
    quietly(
        "AgentService/Leave",
        LeaveRequest.newBuilder().setWorkspace(seat.workspace()).setAgent(seat.agent()).build(),
        seat,
        visitor);
  }

  /** The agent of the session lives. */
  void renew(String session, Visitor visitor) {
    Seat seat = sessions.find(session, visitor.connection());
    if (seat != null) {
      renew(seat, visitor);
    }
  }

  /** The agents that joined through the visitor's bridge without a session live. */
  void renew(Visitor visitor) {
    bridges.of(visitor).forEach(seat -> renew(seat, visitor));
  }

  private void renew(Seat seat, Visitor visitor) {
    quietly(
        "AgentService/Heartbeat",
        HeartbeatRequest.newBuilder().setWorkspace(seat.workspace()).setAgent(seat.agent()).build(),
        seat,
        visitor);
  }

  /** For calls the model did not make; it hears at its next one that its session is over. */
  private void quietly(String method, Message request, Seat seat, Visitor visitor) {
    try {
      call(method, request, CallContext.once(visitor.connection(), seat.handle()), Message.class);
    } catch (NoException no) {
      LOG.debug("{} for {} was refused: {}", method, seat, no.refusal());
    }
  }
}
