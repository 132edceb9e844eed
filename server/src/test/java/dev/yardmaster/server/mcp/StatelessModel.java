package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of the era without sessions, over plain HTTP, since the SDK's client knows none: each
 * request says all there is to know.
 */
final class StatelessModel {
  static final String VERSION = "2026-07-28";
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final RunningServer server;

  /** What every request carries besides. */
  private final Map<String, String> shown;

  private int id;

  /** That join returned; empty before. */
  private String handle = "";

  StatelessModel(RunningServer server) {
    this(server, Map.of());
  }

  private StatelessModel(RunningServer server, Map<String, String> shown) {
    this.server = server;
    this.shown = shown;
  }

  /** With a credential. */
  static StatelessModel with(RunningServer server, String token) {
    return new StatelessModel(server, Map.of("Authorization", "Bearer " + token));
  }

  static StatelessModel joined(RunningServer server, String agent) {
    StatelessModel model = new StatelessModel(server);
    model.yes("join", "agent", agent, "capabilities", List.of("shell"));
    return model;
  }

  String handle() {
    return handle;
  }

  /** A request as the revision wants it, with these parameters. */
  ObjectNode request(String method, Map<String, ?> params) {
    id++;
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", id).put("method", method);
    ObjectNode given = JSON.valueToTree(params);
    ObjectNode meta = given.withObjectProperty("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", VERSION);
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    meta.putObject("io.modelcontextprotocol/clientInfo").put("name", "test").put("version", "1");
    request.set("params", given);
    return request;
  }

  /** Headers that say what the body says. */
  static Map<String, String> headers(JsonNode request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    headers.put("MCP-Protocol-Version", VERSION);
    headers.put("Mcp-Method", request.path("method").asString());
    JsonNode params = request.path("params");
    switch (request.path("method").asString()) {
      case "tools/call" -> headers.put("Mcp-Name", params.path("name").asString());
      case "resources/read" -> headers.put("Mcp-Name", params.path("uri").asString());
      default -> {}
    }
    return headers;
  }

  HttpResponse<String> post(String body, Map<String, String> headers) {
    var request =
        server.request("/mcp").timeout(Duration.ofSeconds(60)).POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    shown.forEach(request::header);
    try {
      return server.client().send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What is answered, events before the answer included. */
  List<JsonNode> messages(String method, Map<String, ?> params) {
    ObjectNode request = request(method, params);
    HttpResponse<String> response = post(request.toString(), headers(request));
    List<JsonNode> messages = messages(response);
    assertThat(messages.getLast().path("id")).isEqualTo(request.path("id"));
    return messages;
  }

  static List<JsonNode> messages(HttpResponse<String> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    List<JsonNode> messages = new ArrayList<>();
    if (type.startsWith("text/event-stream")) {
      response
          .body()
          .lines()
          .filter(line -> line.startsWith("data: "))
          .forEach(line -> messages.add(JSON.readTree(line.substring(6))));
    } else {
      messages.add(JSON.readTree(response.body()));
    }
    return messages;
  }

  /** The result of a request. */
  JsonNode ask(String method, Map<String, ?> params) {
    JsonNode answer = messages(method, params).getLast();
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
    return answer.path("result");
  }

  JsonNode call(String tool, Object... arguments) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      given.put((String) arguments[i], arguments[i + 1]);
    }
    return callAs(tool, given);
  }

  /** As the agent that joined through this, from join on. */
  JsonNode callAs(String tool, Map<String, Object> arguments) {
    Map<String, Object> given = new LinkedHashMap<>(arguments);
    if (!handle.isEmpty()) {
      given.putIfAbsent("handle", handle);
    }
    JsonNode result = ask("tools/call", Map.of("name", tool, "arguments", given));
    if (tool.equals("join")) {
      handle = result.path("structuredContent").path("handle").asString();
    }
    return result;
  }

  JsonNode yes(String tool, Object... arguments) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
    return result.path("structuredContent");
  }

  JsonNode no(String tool, Object... arguments) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
    return result.path("structuredContent");
  }
}
