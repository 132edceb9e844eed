package dev.yardmaster.cli.hook;

import dev.yardmaster.cli.token.TrustOption;
import dev.yardmaster.core.identity.ResourceName;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workspace of a server, over its HTTP API, which starts faster than gRPC. Each call ends within
 * {@link #ANSWER}.
 */
final class Yard {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Most resources of one answer: the file, and each folder above it. */
  private static final int MAX_SHOWN = 1_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI server;
  private final String workspace;
  private final @Nullable String token;
  private final HttpClient http;

  /** What a server said to a call. */
  record Answer(int status, JsonNode body) {
    boolean isYes() {
      return status == 200;
    }

    /** The code of a no. */
    String code() {
      return body.path("code").asString("");
    }

    /** The sentence of a no. */
    String detail() {
      return body.path("detail").asString("HTTP status " + status);
    }
  }

  /**
   * A workspace.
   *
   * @param token null to show none
   * @param client trusts the server
   */
  Yard(URI server, String workspace, @Nullable String token, HttpClient.Builder client) {
    this.server = server;
    this.workspace = workspace;
    this.token = token;
    this.http = client.version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  }

  URI server() {
    return server;
  }

  String workspace() {
    return workspace;
  }

  /** Joins as an agent that lives 30 minutes without a call; its handle is in the answer. */
  Answer join(String agent) throws UnreachableException {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("profile").put("id", agent).put("type", "hook");
    return post("/agents", body, null);
  }

  /** The handle in the answer to {@link #join}. */
  static String handle(Answer joined) {
    return joined.body().path("joined").path("handle").asString("");
  }

  Answer heartbeat(String agent, String handle) throws UnreachableException {
    return post(of(agent) + "/heartbeat", JSON.createObjectNode(), handle);
  }

  Answer leave(String agent, String handle) throws UnreachableException {
    return post(of(agent) + "/leave", JSON.createObjectNode(), handle);
  }

  Answer agent(String agent) throws UnreachableException {
    return get(of(agent));
  }

  Answer mailbox(String agent) throws UnreachableException {
    return get(of(agent) + "/mailbox");
  }

  /** Takes all of them exclusively or none, without waiting. */
  Answer take(List<ResourceName> resources, String handle) throws UnreachableException {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode locks = body.putArray("locks");
    resources.forEach(resource -> locks.addObject().put("resource", resource.value()));
    return post("/locks", body, handle);
  }

  Answer releaseAll(String handle) throws UnreachableException {
    return post("/locks/release-all", JSON.createObjectNode(), handle);
  }

  /**
   * Who has a lock on all of a resource: on it, or on a subtree that has it.
   *
   * @throws RefusedException where the server does not tell
   */
  List<Hold> holds(ResourceName resource) throws UnreachableException, RefusedException {
    Answer answer = get("/locks?limit=%d&at=%s".formatted(MAX_SHOWN, encoded(resource.value())));
    if (!answer.isYes()) {
      throw new RefusedException(answer.detail());
    }
    List<Hold> holds = new ArrayList<>();
    for (JsonNode found : answer.body().path("resources")) {
      for (JsonNode grant : found.path("grants")) {
        for (JsonNode lock : grant.path("locks")) {
          Hold hold = hold(grant, lock);
          boolean seen = holds.contains(hold); // a grant of several is told at each of them
          if (!seen && hold.resource().covers(resource) && !isPermits(lock)) {
            holds.add(hold);
          }
        }
      }
    }
    return holds;
  }

  private static boolean isPermits(JsonNode lock) {
    return lock.path("mode").asString("").endsWith("PERMITS");
  }

  private static Hold hold(JsonNode grant, JsonNode lock) {
    JsonNode holder = grant.path("holder");
    boolean byTask = holder.has("task");
    return new Hold(
        ResourceName.of(lock.path("resource").asString("?")),
        lock.path("mode").asString("").endsWith("EXCLUSIVE"),
        byTask,
        holder.path(byTask ? "task" : "agent").asString("?"),
        grant.path("token").asString("?"),
        Long.parseLong(grant.path("heldMillis").asString("0")));
  }

  private static String of(String agent) {
    return "/agents/" + encoded(agent);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Answer get(String path) throws UnreachableException {
    return send(request(path).GET().build());
  }

  private Answer post(String path, ObjectNode body, @Nullable String handle)
      throws UnreachableException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
    return send((handle == null ? request : request.header("Yardmaster-Agent", handle)).build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/v1/workspaces/" + encoded(workspace) + path))
            .timeout(ANSWER);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest request) throws UnreachableException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 500) {
        throw unreachable("it answers HTTP status " + response.statusCode());
      }
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JacksonException e) {
      throw unreachable("what answers there is none");
    } catch (IOException e) {
      String advice = TrustOption.advice(e);
      throw advice == null
          ? unreachable(e.getClass().getSimpleName())
          : new UnreachableException(
              "Expected a Yardmaster server at %s, but %s".formatted(server, advice));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("the wait for its answer was interrupted");
    }
  }

  private UnreachableException unreachable(String why) {
    return new UnreachableException(
        "Expected a Yardmaster server at %s, but %s; a person must start it (yardmaster serve) or correct --url"
            .formatted(server, why));
  }
}
