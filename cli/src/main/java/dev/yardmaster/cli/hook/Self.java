package dev.yardmaster.cli.hook;

import dev.yardmaster.core.identity.ResourceName;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The agent as which a session of a client works.
 *
 * <p>Either it has a name, given to the hook: then it joins by itself, over MCP say, and the hook
 * only asks about it, unless nobody else is that agent. Or it is known by the session alone: then
 * the hook joins it and keeps its handle, which it tells the model for use with every tool.
 */
final class Self {
  private static final Set<String> ENDED = Set.of("AGENT_STATUS_LOST", "AGENT_STATUS_GONE");

  private final Yard yard;
  private final Handles handles;
  private final String agent;
  private final boolean named;

  Self(Yard yard, Handles handles, String agent, boolean named) {
    this.yard = yard;
    this.handles = handles;
    this.agent = agent;
    this.named = named;
  }

  String agent() {
    return agent;
  }

  Yard yard() {
    return yard;
  }

  /** What may go wrong with a call in its name, beside that nobody answers. */
  private <T> T alone(Handles.Work<T> work) throws UnreachableException, RefusedException {
    try {
      return handles.alone("%s %s %s".formatted(yard.server(), yard.workspace(), agent), work);
    } catch (IOException e) {
      throw new RefusedException(
          "Expected to keep the handle of agent %s in a folder of the user (--state), but %s"
              .formatted(agent, e));
    }
  }

  /**
   * The handle of the live agent, which joins if the hook may join it; null where it is somebody
   * else's to join.
   */
  @Nullable String live() throws UnreachableException, RefusedException {
    String live =
        alone(kept -> {
          if (!kept.handle().isEmpty()) {
            if (yard.heartbeat(agent, kept.handle()).isYes()) {
              return kept.handle();
            }
            kept.keep(""); // its session is over: 30 minutes without a call, or it joined elsewhere
          }
          return named ? "" : join(kept);
        });
    return live.isEmpty() ? null : live;
  }

  /** The same; a named agent joins too, where no other lives under that name. */
  @Nullable String liveOrJoined() throws UnreachableException, RefusedException {
    String live = live();
    return live != null || !named || isElsewhere() ? live : alone(this::join);
  }

  private boolean isElsewhere() throws UnreachableException {
    Yard.Answer found = yard.agent(agent);
    return found.isYes() && !ENDED.contains(found.body().path("status").asString(""));
  }

  private String join(Handles.Kept kept) throws UnreachableException, RefusedException {
    Yard.Answer joined = yard.join(agent);
    if (!joined.isYes()) {
      throw new RefusedException(joined.detail());
    }
    kept.keep(Yard.handle(joined));
    return kept.handle();
  }

  /** Tells the server that it lives, if the hook joined it. */
  void renew() throws UnreachableException, RefusedException {
    boolean _ =
        alone(kept -> {
          if (!kept.handle().isEmpty() && !yard.heartbeat(agent, kept.handle()).isYes()) {
            kept.keep("");
          }
          return true;
        });
  }

  /** Leaves, if the hook joined it: all it holds is free. The handle is forgotten either way. */
  void leave() throws UnreachableException, RefusedException {
    boolean _ =
        alone(kept -> {
          String handle = kept.handle();
          kept.keep("");
          return !handle.isEmpty() && yard.leave(agent, handle).isYes();
        });
  }

  /** Gives back all it holds, if the hook joined it. */
  void releaseAll() throws UnreachableException, RefusedException {
    boolean _ = alone(kept -> !kept.handle().isEmpty() && yard.releaseAll(kept.handle()).isYes());
  }

  /** Whether a lock is its own: its session's, or of a task that it runs. */
  boolean has(Hold hold) throws UnreachableException {
    if (!hold.byTask()) {
      return hold.holder().equals(agent);
    }
    for (JsonNode running : yard.agent(agent).body().path("running")) {
      if (running.asString("").equals(hold.holder())) {
        return true;
      }
    }
    return false;
  }

  /** How many messages wait for it, delivered ones that it did not acknowledge included. */
  int mail() throws UnreachableException {
    return yard.mailbox(agent).body().path("messages").asInt(0);
  }

  /** What a tool of the server is called with, in JSON, for this agent. */
  String arguments(@Nullable String handle, List<ResourceName> resources) {
    StringBuilder text = new StringBuilder("{");
    if (!resources.isEmpty()) {
      text.append("\"resources\":").append(Words.json(resources));
    }
    if (handle != null) {
      text.append(text.length() == 1 ? "" : ",")
          .append("\"handle\":")
          .append(Words.json(yard.workspace() + "/" + handle));
    }
    return text.append("}").toString();
  }
}
