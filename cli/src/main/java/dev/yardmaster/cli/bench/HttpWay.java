package dev.yardmaster.cli.bench;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.machine.RefusalCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** By plain requests, as any language would. */
final class HttpWay implements Way {
  /** What agents with a session are. */
  private static final Set<String> ATTACHED =
      Set.of("AGENT_STATUS_ACTIVE", "AGENT_STATUS_DRAINING", "AGENT_STATUS_PAUSED");

  private final HttpCalls calls;
  private final String workspace;
  private final String at;

  HttpWay(HttpCalls calls, String workspace) {
    this.calls = calls;
    this.workspace = workspace;
    this.at = "/v1/workspaces/" + URLEncoder.encode(workspace, StandardCharsets.UTF_8);
  }

  @Override
  public void prepare() {
    try {
      calls.post("/v1/workspaces", null, "{\"workspace\":\"%s\"}".formatted(workspace));
    } catch (CoordinationException e) {
      if (e.code() != RefusalCode.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  @Override
  public Member join(String agent, int slots) {
    JsonNode reply =
        calls.post(
            at + "/agents",
            null,
            """
            {"profile":{"id":"%s","capabilities":["bench"],"slots":{"maxConcurrentTasks":%d}}}\
            """
                .formatted(agent, slots));
    return new HttpMember(calls, at, agent, slots, reply.at("/joined/handle").asString());
  }

  @Override
  public void submit(String task) {
    calls.post(
        at + "/tasks",
        null,
        """
        {"task":{"id":"%s","work":{"type":"bench"},"requirements":{"capabilities":["bench"]}}}\
        """
            .formatted(task));
  }

  @Override
  public int openTasks() {
    int open = 0;
    for (JsonNode count : calls.get(at + "/counts").path("openTasksByType")) {
      open += count.asInt();
    }
    return open;
  }

  @Override
  public int attached() {
    int attached = 0;
    for (JsonNode agents : calls.get(at + "/counts").path("agents")) {
      attached +=
          ATTACHED.contains(agents.path("status").asString("")) ? agents.path("count").asInt() : 0;
    }
    return attached;
  }

  @Override
  public void close() {
    calls.close();
  }
}
