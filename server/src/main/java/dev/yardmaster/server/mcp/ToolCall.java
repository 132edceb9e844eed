package dev.yardmaster.server.mcp;

import com.google.protobuf.Message;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.NoException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of a tool: who calls, for which agent, with what. */
record ToolCall(Desktop desktop, Line line, Arguments arguments) {
  /** The longest wait of one call: below the request timeouts of common clients (60 s). */
  static final int MAX_WAIT_SECONDS = 45;

  static final String DEFAULT_WORKSPACE = "default";

  Visitor visitor() {
    return line.visitor();
  }

  private @Nullable Seat seat() {
    String shown = arguments.text("handle", "");
    if (shown.isEmpty()) {
      return desktop.sessions().find(line.session(), visitor().connection());
    }
    return Seat.shown(visitor().connection().principal(), shown);
  }

  /** The agent's workspace; the default one for who has not joined. */
  String workspace() {
    Seat seat = seat();
    return seat == null ? arguments.text("workspace", DEFAULT_WORKSPACE) : seat.workspace();
  }

  /** The same for the record of what was denied; empty where what is given names none. */
  String namedWorkspace() {
    try {
      return workspace();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  WorkspaceId workspaceId() {
    return WorkspaceId.of(workspace());
  }

  /** For calls that anybody may make. */
  CallContext anybody() {
    Seat seat = seat();
    return CallContext.once(visitor().connection(), seat == null ? null : seat.handle());
  }

  /**
   * For calls of an agent.
   *
   * @throws NoException DENIED where none has joined
   */
  CallContext agent() {
    if (seat() == null) {
      throw NoException.of(
          new Refusal(
              RefusalCode.DENIED,
              "Expected the handle that join returned, or a session in which an agent has joined, got neither; call join, or give the handle"));
    }
    return anybody();
  }

  /**
   * The id of the agent that calls; empty for who is none.
   *
   * @throws NoException STALE_TOKEN for a handle of no live session of the caller's
   */
  String agentId() {
    Seat seat = seat();
    if (seat == null) {
      return "";
    }
    return seat.agent().isEmpty()
        ? desktop.arrivals().agentOf(WorkspaceId.of(seat.workspace()), anybody()).value()
        : seat.agent();
  }

  <T extends Message> T call(String method, Message request, CallContext context, Class<T> reply) {
    return desktop.call(method, request, context, reply);
  }

  /**
   * Asks for one thing by name.
   *
   * @param what for the text of the refusal where there is none
   */
  <T extends Message> T find(String what, String method, Message request, Class<T> reply) {
    try {
      return call(method, request, anybody(), reply);
    } catch (NoException no) {
      if (no.isAbsent()) {
        throw NoException.of(
            Refusal.notFound(
                "Expected %s in workspace %s, but there is none of that name"
                    .formatted(what, workspace())));
      }
      throw no;
    }
  }

  /**
   * Tells how long the call has waited, where the client wants to know.
   *
   * @throws Line.GoneException where nobody waits for it any more
   */
  void progress(long beganNanos, String what) {
    line.goesOn(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) / 1_000.0, what);
  }
}
