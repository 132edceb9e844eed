package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.server.RunningServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Every no is something a model can act on, and foreign pages get nothing. */
@Timeout(120)
final class McpRefusalTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\
      """;

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The status of initialize with these headers, as a page or proxy could send them. */
  private String statusWith(String host, String more) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().httpPort())) {
      socket.setSoTimeout(10_000);
      String request =
          "POST /mcp HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
              .formatted(host, more, INITIALIZE.length(), INITIALIZE);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Test
  void foreignHostsAndOriginsAreRefused() throws Exception {
    String own = "127.0.0.1:" + server.server().httpPort();

    assertThat(statusWith(own, "")).contains(" 200");
    assertThat(statusWith(own, "Origin: http://" + own + "\r\n")).contains(" 200");
    assertThat(statusWith(own, "Origin: http://evil.example\r\n")).contains(" 403");
    assertThat(statusWith("evil.example", "")).contains(" 403");
  }

  @Test
  void aTokenThatIsNoneIsRefusedBeforeAnySession() throws Exception {
    String own = "127.0.0.1:" + server.server().httpPort();

    assertThat(statusWith(own, "Authorization: Bearer ym_wrong\r\n")).contains(" 403");
  }

  private HttpResponse<String> post(String token, String session, String message, String... more)
      throws Exception {
    HttpRequest.Builder request =
        server
            .request(
                "/mcp",
                "Authorization",
                "Bearer " + token,
                "Content-Type",
                "application/json",
                "Accept",
                "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(message));
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }
    return server
        .client()
        .send(
            (more.length == 0 ? request : request.headers(more)).build(), BodyHandlers.ofString());
  }

  private static String calling(String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
        .formatted(tool, arguments);
  }

  @Test
  void aHandleShownInSomebodyElsesSessionTakesNoSeatInIt() throws Exception {
    String anna = server.issue("a", "anna", Map.of("default", Role.AGENT));
    String bert = server.issue("b", "bert", Map.of("default", Role.AGENT));
    String session =
        post(anna, "", INITIALIZE).headers().firstValue("Mcp-Session-Id").orElseThrow();
    post(anna, session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    post(anna, session, calling("join", "{\"agent\":\"a1\"}"));
    StatelessModel other = StatelessModel.with(server, bert);
    other.yes("join", "agent", "b1");

    post(
        bert,
        session,
        "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}",
        "Yardmaster-Bridge",
        "berts",
        "Yardmaster-Agent",
        other.handle());
    assertThat(post(anna, session, calling("status", "{}")).body())
        .contains("\"a1\"")
        .doesNotContain("\"b1\"");
  }

  @Test
  void whoHasNotJoinedIsToldTo() {
    try (Model model = Model.connect(server)) {
      JsonNode no = model.no("wait_for_work", "seconds", 0);

      assertThat(no.path("code").asString()).isEqualTo("DENIED");
      assertThat(no.path("detail").asString()).contains("call join");
      assertThat(no.path("retryAfterMillis").isNumber()).isTrue();
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    try (Model model = Model.joined(server, "a1")) {
      assertThat(model.no("complete", "task", "t").path("detail").asString()).contains("epoch");
      assertThat(model.no("wait_for_work", "secs", 3).path("detail").asString())
          .contains("secs")
          .contains("seconds");
      assertThat(model.no("wait_for_work", "seconds", 46).path("code").asString())
          .isEqualTo("INVALID");
      assertThat(
              model
                  .no("submit", "tasks", List.of(Map.of("id", "t", "type", "x", "lock", "f")))
                  .path("detail")
                  .asString())
          .contains("locks");
    }
  }

  @Test
  void whatDoesNotExistIsNamed() {
    try (Model model = Model.connect(server)) {
      JsonNode no = model.no("status", "task", "gone");

      assertThat(no.path("code").asString()).isEqualTo("NOT_FOUND");
      assertThat(no.path("detail").asString()).contains("task gone").contains("default");
    }
  }

  @Test
  void aStaleEpochIsRefusedWithWhatToDoNext() {
    try (Model model = Model.joined(server, "a1")) {
      model.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "x")));
      model.yes("wait_for_work");
      var result = model.call("complete", "task", "t", "epoch", "1");

      assertThat(result.isError()).isTrue();
      assertThat(String.valueOf(result.structuredContent())).contains("STALE_TOKEN");
      assertThat(String.valueOf(result.content())).contains("call wait_for_work");
    }
  }

  @Test
  void aLockThatIsHeldNamesItsHolderAndADeadlockItsCycle() {
    try (Model one = Model.joined(server, "a1");
        Model two = Model.joined(server, "a2")) {
      one.yes("lock", "resources", List.of("left"));
      two.yes("lock", "resources", List.of("right"));
      JsonNode held = one.no("lock", "resources", List.of("right"), "waitSeconds", 0);
      assertThat(held.path("code").asString()).isEqualTo("HELD");
      assertThat(held.path("detail").asString()).contains("a2");

      assertThat(
              one.yes("lock", "resources", List.of("right"), "waitSeconds", 1)
                  .path("granted")
                  .asBoolean())
          .isFalse();
      JsonNode deadlock = two.no("lock", "resources", List.of("left"), "waitSeconds", 5);
      assertThat(deadlock.path("code").asString()).isEqualTo("DEADLOCK");
      assertThat(deadlock.path("detail").asString()).contains("a1").contains("a2");
    }
  }

  @Test
  void aHandleServesFromAnotherSessionAndTheSessionThatJoinedEndsItsAgent() {
    String handle;
    Model first = Model.connect(server);
    try (Model second = Model.connect(server)) {
      handle = first.yes("join", "agent", "a1").path("handle").asString();
      assertThat(
              second.yes("wait_for_work", "seconds", 0, "handle", handle).path("kind").asString())
          .isEqualTo("nothing");
      first.close(); // it says goodbye: the agent leaves
      assertThat(second.no("wait_for_work", "seconds", 0, "handle", handle).path("code").asString())
          .isEqualTo("STALE_TOKEN");
      assertThat(second.no("wait_for_work", "handle", "default/guess").path("code").asString())
          .isEqualTo("STALE_TOKEN");
    }
  }

  @Test
  void recordsAreWrittenOnlyOverTheVersionThatWasRead() {
    try (Model model = Model.joined(server, "a1")) {
      String first = model.yes("record", "key", "k", "value", 1).path("version").asString();
      assertThat(model.no("record", "key", "k", "value", 2).path("code").asString())
          .isEqualTo("FAILED_PRECONDITION");
      model.yes("record", "key", "k", "value", Map.of("n", 2), "version", first);

      JsonNode read = model.yes("record", "key", "k");
      assertThat(read.path("value").path("n").asInt()).isEqualTo(2);
      assertThat(read.path("from").asString()).isEqualTo("a1");
      assertThat(model.no("record", "key", "none").path("code").asString()).isEqualTo("NOT_FOUND");
    }
  }
}
