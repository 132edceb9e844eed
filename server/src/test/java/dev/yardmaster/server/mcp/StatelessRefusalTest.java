package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.server.LoopbackTrust;
import dev.yardmaster.server.RunningServer;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.ServerOptions.Security;
import dev.yardmaster.server.gateway.Limits;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What revision 2026-07-28 refuses, with the status and the code it says. */
@Timeout(120)
final class StatelessRefusalTest {
  private static final String META = "io.modelcontextprotocol/";

  private RunningServer server;
  private StatelessModel model;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
    model = new StatelessModel(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A call of status, changed in one thing. */
  record Case(
      String name, int status, int code, BiConsumer<ObjectNode, Map<String, String>> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(
      String name, int status, int code, BiConsumer<ObjectNode, Map<String, String>> change) {
    return new Case(name, status, code, change);
  }

  private static ObjectNode params(ObjectNode request) {
    return (ObjectNode) request.path("params");
  }

  private static ObjectNode meta(ObjectNode request) {
    return (ObjectNode) params(request).path("_meta");
  }

  private static void method(ObjectNode request, Map<String, String> headers, String method) {
    request.put("method", method);
    headers.put("Mcp-Method", method);
  }

  static Stream<Case> headersThatContradict() {
    return Stream.of(
        of("no version", 400, -32_020, (r, h) -> h.remove("MCP-Protocol-Version")),
        of(
            "a version of sessions",
            400,
            -32_020,
            (r, h) -> h.put("MCP-Protocol-Version", "2025-11-25")),
        of("another version", 400, -32_020, (r, h) -> h.put("MCP-Protocol-Version", "2099-01-01")),
        of("no method", 400, -32_020, (r, h) -> h.remove("Mcp-Method")),
        of("another method", 400, -32_020, (r, h) -> h.put("Mcp-Method", "tools/list")),
        of("a method in capitals", 400, -32_020, (r, h) -> h.put("Mcp-Method", "TOOLS/CALL")),
        of("no name", 400, -32_020, (r, h) -> h.remove("Mcp-Name")),
        of("another name", 400, -32_020, (r, h) -> h.put("Mcp-Name", "explain")),
        of(
            "a name that is not base64",
            400,
            -32_020,
            (r, h) -> h.put("Mcp-Name", "=?base64?c3Rh!!!dHVz?=")),
        of(
            "a name without padding",
            400,
            -32_020,
            (r, h) -> h.put("Mcp-Name", "=?base64?c3RhdHVzIA?=")),
        of("a name the body has not", 400, -32_020, (r, h) -> params(r).remove("name")));
  }

  static Stream<Case> bodiesThatAreNotAsWanted() {
    return Stream.of(
        of("no params", 400, -32_602, (r, h) -> r.remove("params")),
        of("no meta", 400, -32_602, (r, h) -> params(r).remove("_meta")),
        of("no version", 400, -32_602, (r, h) -> meta(r).remove(META + "protocolVersion")),
        of("no capabilities", 400, -32_602, (r, h) -> meta(r).remove(META + "clientCapabilities")),
        of(
            "capabilities as a list",
            400,
            -32_602,
            (r, h) -> meta(r).putArray(META + "clientCapabilities")),
        of("client info as text", 400, -32_602, (r, h) -> meta(r).put(META + "clientInfo", "me")),
        of(
            "a progress token as object",
            400,
            -32_602,
            (r, h) -> meta(r).putObject("progressToken")),
        of(
            "an unknown version",
            400,
            -32_022,
            (r, h) -> {
              meta(r).put(META + "protocolVersion", "2099-01-01");
              h.put("MCP-Protocol-Version", "2099-01-01");
            }),
        of(
            "a version that has sessions",
            400,
            -32_022,
            (r, h) -> {
              meta(r).put(META + "protocolVersion", "2025-11-25");
              h.put("MCP-Protocol-Version", "2025-11-25");
            }),
        of("an unknown method", 404, -32_601, (r, h) -> method(r, h, "unknown/method")),
        of("initialize", 404, -32_601, (r, h) -> method(r, h, "initialize")),
        of("ping", 404, -32_601, (r, h) -> method(r, h, "ping")),
        of("prompts", 404, -32_601, (r, h) -> method(r, h, "prompts/list")),
        of(
            "an unknown tool",
            200,
            -32_602,
            (r, h) -> {
              params(r).put("name", "nothing");
              h.put("Mcp-Name", "nothing");
            }),
        of(
            "no name at all",
            200,
            -32_602,
            (r, h) -> {
              params(r).remove("name");
              h.remove("Mcp-Name");
            }),
        of("arguments as a list", 200, -32_602, (r, h) -> params(r).putArray("arguments")),
        of(
            "a cursor",
            200,
            -32_602,
            (r, h) -> {
              method(r, h, "tools/list");
              params(r).put("cursor", "2");
            }),
        of(
            "a resource that is not there",
            200,
            -32_602,
            (r, h) -> {
              method(r, h, "resources/read");
              params(r).put("uri", "yardmaster://task/gone");
              h.put("Mcp-Name", "yardmaster://task/gone");
            }),
        of(
            "a resource of a strange kind",
            200,
            -32_602,
            (r, h) -> {
              method(r, h, "resources/read");
              params(r).put("uri", "file:///etc/passwd");
              h.put("Mcp-Name", "file:///etc/passwd");
            }),
        of(
            "a resource with a wrong escape",
            200,
            -32_602,
            (r, h) -> {
              method(r, h, "resources/read");
              params(r).put("uri", "yardmaster://task/%zz");
              h.put("Mcp-Name", "yardmaster://task/%zz");
            }),
        of("no filter", 200, -32_602, (r, h) -> method(r, h, "subscriptions/listen")),
        of("no id", 400, -32_600, (r, h) -> r.remove("id")),
        of("null as id", 400, -32_600, (r, h) -> r.putNull("id")),
        of("a fraction as id", 400, -32_600, (r, h) -> r.put("id", 1.5)),
        of("no jsonrpc", 400, -32_600, (r, h) -> r.remove("jsonrpc")),
        of(
            "a response",
            400,
            -32_600,
            (r, h) -> {
              r.remove("method");
              r.putObject("result");
            }));
  }

  static Stream<Case> requestsOfTheWrongKind() {
    return Stream.of(
        of("text", 415, -32_600, (r, h) -> h.put("Content-Type", "text/plain")),
        of("wants JSON alone", 406, -32_600, (r, h) -> h.put("Accept", "application/json")),
        of("wants events alone", 406, -32_600, (r, h) -> h.put("Accept", "text/event-stream")));
  }

  @ParameterizedTest
  @MethodSource({"headersThatContradict", "bodiesThatAreNotAsWanted", "requestsOfTheWrongKind"})
  void whatIsNotAsTheRevisionHasItIsRefusedWithItsCode(Case wrong) {
    ObjectNode request = model.request("tools/call", Map.of("name", "status"));
    Map<String, String> headers = StatelessModel.headers(request);
    JsonNode id = request.path("id");
    wrong.change().accept(request, headers);

    HttpResponse<String> response = model.post(request.toString(), headers);
    JsonNode answer = StatelessModel.JSON.readTree(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(wrong.status());
    assertThat(answer.path("error").path("code").asInt()).isEqualTo(wrong.code());
    assertThat(answer.path("error").path("message").asString()).isNotBlank();
    if (wrong.code() != -32_600) {
      assertThat(answer.path("id")).isEqualTo(id);
    }
    assertThat(response.headers().firstValue("Mcp-Session-Id")).isEmpty();
  }

  @Test
  void anUnknownVersionIsToldWhichThereAre() {
    ObjectNode request = model.request("server/discover", Map.of());
    meta(request).put(META + "protocolVersion", "1900-01-01");
    Map<String, String> headers = StatelessModel.headers(request);
    headers.put("MCP-Protocol-Version", "1900-01-01");

    JsonNode data =
        StatelessModel.JSON
            .readTree(model.post(request.toString(), headers).body())
            .path("error")
            .path("data");
    assertThat(data.path("supported").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(data.path("requested").asString()).isEqualTo("1900-01-01");
  }

  @Test
  void whatIsNoJsonTooDeepOrAListIsRefused() {
    Map<String, String> headers =
        StatelessModel.headers(model.request("server/discover", Map.of()));
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    assertThat(codeOf(model.post("{", headers))).isEqualTo(-32_700);
    assertThat(codeOf(model.post("{\"a\":" + deep + "}", headers))).isEqualTo(-32_700);
    assertThat(codeOf(model.post("[]", headers))).isEqualTo(-32_600);
    assertThat(codeOf(model.post("", headers))).isEqualTo(-32_600);
  }

  private static int codeOf(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    return StatelessModel.JSON.readTree(response.body()).path("error").path("code").asInt();
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedInBothEras() {
    ObjectNode request = model.request("tools/call", Map.of("name", "status"));
    request.put("ballast", "x".repeat(McpEndpoint.MAX_BODY_BYTES));

    assertThat(model.post(request.toString(), StatelessModel.headers(request)).statusCode())
        .isEqualTo(413);
    assertThat(
            model
                .post(request.toString(), Map.of("Accept", "application/json, text/event-stream"))
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void namesThatFitIntoNoHeaderComeInBase64() {
    String uri = "yardmaster://task/größe";
    ObjectNode request = model.request("resources/read", Map.of("uri", uri));
    Map<String, String> headers = StatelessModel.headers(request);
    byte[] bytes = uri.getBytes(StandardCharsets.UTF_8);
    headers.put("Mcp-Name", "=?base64?" + Base64.getEncoder().encodeToString(bytes) + "?=");

    HttpResponse<String> response = model.post(request.toString(), headers);
    assertThat(response.body()).contains("-32602").contains("größe");
  }

  @Test
  void aPageOfAnotherSiteIsRefusedBeforeAnythingIsRead() {
    Map<String, String> headers =
        StatelessModel.headers(model.request("server/discover", Map.of()));
    headers.put("Origin", "http://evil.example");

    assertThat(model.post("not json", headers).statusCode()).isEqualTo(403);
  }

  @Test
  void aTokenThatIsNoneIsRefusedAndRightsAreThoseOfTheCredential() throws Exception {
    server.close();
    ServerOptions open = ServerOptions.loopback(0, 0);
    Security strict = new Security(null, false, LoopbackTrust.NEVER);
    server =
        RunningServer.start(
            new ServerOptions(
                open.httpAddress(),
                open.grpcAddress(),
                Set.of(),
                strict,
                Limits.DEFAULT,
                Duration.ZERO));
    model = new StatelessModel(server);
    ObjectNode request =
        model.request("tools/call", Map.of("name", "join", "arguments", Map.of("agent", "a1")));
    Map<String, String> headers = StatelessModel.headers(request);
    assertThat(model.post(request.toString(), headers).statusCode()).isEqualTo(403);
    headers.put("Authorization", "Bearer ym_wrong");
    assertThat(model.post(request.toString(), headers).statusCode()).isEqualTo(403);

    headers.put("Authorization", "Bearer " + server.token(Role.READER));
    JsonNode denied = StatelessModel.JSON.readTree(model.post(request.toString(), headers).body());
    assertThat(denied.path("result").path("structuredContent").path("code").asString())
        .isEqualTo("DENIED");
    headers.put("Authorization", "Bearer " + server.token(Role.AGENT));
    assertThat(model.post(request.toString(), headers).body()).contains("\"handle\":");
  }

  @Test
  void whatIsNoPostIsNotAllowedAndANotificationHasNoAnswer() throws Exception {
    Map<String, String> headers =
        StatelessModel.headers(model.request("server/discover", Map.of()));
    var get = server.request("/mcp").header("MCP-Protocol-Version", StatelessModel.VERSION).GET();
    var gone = server.client().send(get.build(), BodyHandlers.ofString());
    assertThat(gone.statusCode()).isEqualTo(405);
    assertThat(gone.headers().allValues("Allow")).isEqualTo(List.of("POST"));

    HttpResponse<String> told =
        model.post(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
            headers);
    assertThat(told.statusCode()).isEqualTo(202);
    assertThat(told.body()).isEmpty();
  }
}
