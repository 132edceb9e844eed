package dev.yardmaster.server.mcp;

import com.google.protobuf.Message;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.v1.HeartbeatRequest;
import dev.yardmaster.protocol.v1.LeaveRequest;
import dev.yardmaster.server.gateway.Arrivals;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import org.jspecify.annotations.Nullable;
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
    boolean _ =
        quietly(
            "AgentService/Leave",
            LeaveRequest.newBuilder().setWorkspace(seat.workspace()).setAgent(seat.agent()).build(),
            seat,
            visitor);
  }

  /** The agent of the session lives; one that the visitor shows sits there if nobody does. */
  void renew(String session, Visitor visitor) {
    Seat seat = sessions.find(session, visitor.connection());
    if (seat != null) {
      boolean _ = renew(seat, visitor);
    } else {
      Seat shown = attended(visitor);
      if (shown != null) {
        sessions.sitIfFree(session, shown);
      }
    }
  }

  /**
   * The agents that joined through the visitor's bridge without a session live; where it shows one,
   * that one alone, which counts as joined through it from now on.
   */
  void renew(Visitor visitor) {
    String bridge = visitor.bridge();
    if (visitor.agent() == null) {
      for (Seat seat : bridges.of(visitor)) {
        boolean _ = renew(seat, visitor);
      }
    } else if (bridge != null) {
      Seat shown = attended(visitor);
      if (shown != null) {
        bridges.seat(bridge, shown);
      }
    }
  }

  /** The agent whose handle the visitor shows, if it lives on by that; null for none. */
  private @Nullable Seat attended(Visitor visitor) {
    String handle = visitor.agent();
    if (handle == null) {
      return null;
    }
    try {
      Seat shown = Seat.shown(visitor.connection().principal(), handle);
      WorkspaceId workspace = WorkspaceId.of(shown.workspace());
      CallContext context = CallContext.once(visitor.connection(), shown.handle());
      Seat seat = shown.of(arrivals.agentOf(workspace, context));
      if (!renew(seat, visitor)) {
        return null;
      }
      arrivals.attend(workspace, context);
      return seat;
    } catch (NoException | IllegalArgumentException e) {
      LOG.debug("A bridge shows the handle of no agent that lives: {}", e.getMessage());
      return null;
    }
  }

  private boolean renew(Seat seat, Visitor visitor) {
    return quietly(
        "AgentService/Heartbeat",
        HeartbeatRequest.newBuilder().setWorkspace(seat.workspace()).setAgent(seat.agent()).build(),
        seat,
        visitor);
  }

  /**
   * For calls the model did not make, whether they were accepted; it hears at its next one that its
   * session is over.
   */
  private boolean quietly(String method, Message request, Seat seat, Visitor visitor) {
    try {
      call(method, request, CallContext.once(visitor.connection(), seat.handle()), Message.class);
      return true;
    } catch (NoException no) {
      LOG.debug("{} for {} was refused: {}", method, seat, no.refusal());
      return false;
    }
  }
}
