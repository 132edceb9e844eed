package dev.yardmaster.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines in, lines out, and an agent that lives for as long as the pipe is open. */
@Timeout(60)
final class BridgeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Engine engine;
  private YardmasterServer server;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /** Came while the answer to something else was waited for; oldest first. */
  private final Queue<JsonNode> unheard = new ArrayDeque<>();

  private @Nullable PipedOutputStream pipe;
  private @Nullable Thread bridge;
  private int id;

  @BeforeEach
  void start() throws Exception {
    engine = Engine.inMemory(EngineOptions.of(CoordinationConfig.defaults()));
    server = YardmasterServer.start(engine, ServerOptions.loopback(0, 0));
  }

  @AfterEach
  void stop() throws Exception {
    if (pipe != null) {
      pipe.close();
    }
    if (bridge != null && !bridge.join(Duration.ofSeconds(10))) {
      bridge.interrupt();
      bridge.join();
    }
    server.close();
    engine.close();
  }

  private void open(int port) throws IOException {
    open(port, Bridge.PACE);
  }

  private void open(int port, Bridge.Pace pace) throws IOException {
    PipedOutputStream opened = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(opened, 1 << 20);
    pipe = opened;
    Bridge passing =
        new Bridge(
            new Remote(
                URI.create("http://127.0.0.1:" + port + "/mcp"), null, HttpClient.newBuilder()),
            lines::add,
            pace);
    bridge =
        Thread.startVirtualThread(() -> {
          try {
            passing.run(in);
          } catch (IOException | InterruptedException e) {
            lines.add(e.toString());
          }
        });
  }

  private void say(String message) throws IOException {
    OutputStream pipe = Objects.requireNonNull(this.pipe);
    pipe.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    pipe.flush();
  }

  /** What comes first after it was said: its answer, or its first progress. */
  private JsonNode ask(String method, String params) throws IOException, InterruptedException {
    request(method, params);
    return hear();
  }

  private void request(String method, String params) throws IOException {
    id++;
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
  }

  private JsonNode hear() throws InterruptedException {
    JsonNode earlier = unheard.poll();
    return earlier == null ? next() : earlier;
  }

  private JsonNode next() throws InterruptedException {
    String line = lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return JSON.readTree(line);
  }

  private JsonNode call(String tool, String arguments) throws IOException, InterruptedException {
    return result("{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
  }

  private JsonNode result(String params) throws IOException, InterruptedException {
    request("tools/call", params);
    JsonNode answer = next();
    while (answer.path("id").asInt() != id) {
      unheard.add(answer); // answers of requests that run beside each other come in any order
      answer = next();
    }
    assertThat(answer.path("result").path("isError").asBoolean()).as(answer.toString()).isFalse();
    return answer.path("result").path("structuredContent");
  }

  private void initialize() throws IOException, InterruptedException {
    JsonNode answer =
        ask(
            "initialize",
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}");
    assertThat(answer.path("result").path("protocolVersion").asString()).isEqualTo("2025-11-25");
    say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  @Test
  void aTaskIsDoneOverLinesAndTheAgentLeavesWhenThePipeIsClosed() throws Exception {
    open(server.httpPort());
    initialize();
    call("join", "{\"agent\":\"a1\"}");
    call("submit", "{\"tasks\":[{\"id\":\"t\",\"type\":\"build\",\"input\":\"two\\nlines\"}]}");
    JsonNode work = call("wait_for_work", "{}");
    assertThat(work.path("task").path("input").asString()).isEqualTo("two\nlines");
    call("complete", "{\"task\":\"t\",\"epoch\":\"%s\"}".formatted(work.path("epoch").asString()));
    assertThat(call("status", "{}").path("you").path("status").asString()).contains("ACTIVE");

    Objects.requireNonNull(pipe).close();
    Objects.requireNonNull(bridge).join();
    open(server.httpPort());
    initialize();
    JsonNode inbox =
        ask("tools/call", "{\"name\":\"status\",\"arguments\":{}}")
            .path("result")
            .path("structuredContent")
            .path("workspace");
    assertThat(inbox.path("agents").asInt()).isEqualTo(1);
    assertThat(agentStatus("a1")).contains("GONE");
  }

  private String agentStatus(String agent) throws Exception {
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client
          .send(
              java.net.http.HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:%d/v1/workspaces/default/agents/%s"
                              .formatted(server.httpPort(), agent)))
                  .build(),
              java.net.http.HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void whatIsNoMessageAndAServerThatIsNotThereAreAnsweredOnTheSameLineFormat() throws Exception {
    int port = server.httpPort();
    server.close();
    open(port);
    say("not json");
    assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32_700);

    JsonNode refused = ask("ping", "{}");
    assertThat(refused.path("id").asInt()).isEqualTo(id);
    assertThat(refused.path("error").path("message").asString()).contains("yardmaster serve");
  }

  private void restart() throws IOException {
    int port = server.httpPort();
    server.close();
    server = YardmasterServer.start(engine, ServerOptions.loopback(port, 0));
  }

  @Test
  void aServerThatWasRestartedIsGreetedAnewAndTheAgentGoesOn() throws Exception {
    open(server.httpPort());
    initialize();
    call("join", "{\"agent\":\"a1\"}");
    call("submit", "{\"tasks\":[{\"id\":\"t\",\"type\":\"x\"}]}");
    String epoch = call("wait_for_work", "{}").path("epoch").asString();
    restart();

    call("complete", "{\"task\":\"t\",\"epoch\":\"%s\"}".formatted(epoch));
    JsonNode you = call("status", "{}").path("you");
    assertThat(you.path("profile").path("id").asString()).isEqualTo("a1");
    Objects.requireNonNull(pipe).close();
    Objects.requireNonNull(bridge).join();
    assertThat(agentStatus("a1")).contains("GONE");
  }

  /** Sessions live 30 s without a sign of life: one that gives none shows when that is over. */
  @Test
  @Timeout(120)
  void agentsInTheMiddleOfWorkLiveOnThroughARestartOfTheServerInBothEras() throws Exception {
    open(server.httpPort(), new Bridge.Pace(Bridge.PACE.lastAnswers(), Duration.ofMillis(500)));
    initialize();
    call("join", "{\"agent\":\"in-session\"}");
    call("submit", "{\"tasks\":[{\"id\":\"t\",\"type\":\"x\"}]}");
    String epoch = call("wait_for_work", "{}").path("epoch").asString();
    String handle = callAlone("join", "{\"agent\":\"alone\"}").path("handle").asString();
    String mine = "\"handle\":\"%s\"".formatted(handle);
    callAlone("submit", "{\"tasks\":[{\"id\":\"u\",\"type\":\"x\"}]}");
    String other = callAlone("wait_for_work", "{" + mine + "}").path("epoch").asString();
    restart();

    join("{\"profile\":{\"id\":\"silent\"},\"attachment\":\"ATTACHMENT_STREAM\"}");
    await().atMost(Duration.ofSeconds(90)).until(() -> agentStatus("silent").contains("LOST"));
    assertThat(agentStatus("in-session")).contains("ACTIVE");
    assertThat(agentStatus("alone")).contains("ACTIVE");
    call("complete", "{\"task\":\"t\",\"epoch\":\"%s\"}".formatted(epoch));
    callAlone("complete", "{\"task\":\"u\",\"epoch\":\"%s\",%s}".formatted(other, mine));
    Objects.requireNonNull(pipe).close();
    Objects.requireNonNull(bridge).join();
    assertThat(agentStatus("in-session")).contains("GONE");
    assertThat(agentStatus("alone")).contains("GONE");
  }

  private void join(String request) throws Exception {
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      assertThat(
              client
                  .send(
                      java.net.http.HttpRequest.newBuilder(
                              URI.create(
                                  "http://127.0.0.1:%d/v1/workspaces/default/agents"
                                      .formatted(server.httpPort())))
                          .POST(java.net.http.HttpRequest.BodyPublishers.ofString(request))
                          .build(),
                      java.net.http.HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void anAgentThatWasReplacedWhileTheServerWasRestartedIsToldToJoin() throws Exception {
    open(server.httpPort());
    initialize();
    call("join", "{\"agent\":\"a1\"}");
    restart();
    join("{\"profile\":{\"id\":\"a1\"}}");

    // A message may go to a connection of the server that was, and only the caller can repeat it.
    JsonNode answer =
        await()
            .until(
                () -> ask("tools/call", "{\"name\":\"wait_for_work\",\"arguments\":{}}"),
                told ->
                    !told.path("error").path("message").asString("").contains("does not answer"));
    assertThat(answer.path("result").path("isError").asBoolean()).as(answer.toString()).isTrue();
    assertThat(answer.path("result").path("structuredContent").path("code").asString())
        .isEqualTo("DENIED");
    call("join", "{\"agent\":\"a1\"}");
  }

  private static String stateless(String params) {
    return "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},\"progressToken\":\"p\"}%s}"
        .formatted(params.isEmpty() ? "" : "," + params);
  }

  private JsonNode callAlone(String tool, String arguments)
      throws IOException, InterruptedException {
    return result(stateless("\"name\":\"%s\",\"arguments\":%s".formatted(tool, arguments)));
  }

  @Test
  void withoutASessionAnAgentIsItsHandleAndLeavesWhenThePipeIsClosed() throws Exception {
    open(server.httpPort());
    JsonNode found = ask("server/discover", stateless(""));
    assertThat(found.path("result").path("supportedVersions").toString()).contains("2026-07-28");
    String handle = callAlone("join", "{\"agent\":\"a1\"}").path("handle").asString();
    String mine = "{\"handle\":\"%s\"}".formatted(handle);
    assertThat(callAlone("status", mine).path("you").path("status").asString()).contains("ACTIVE");

    Objects.requireNonNull(pipe).close();
    Objects.requireNonNull(bridge).join();
    assertThat(agentStatus("a1")).contains("GONE");
  }

  @Test
  void bothErasAreServedOnOnePipeEachByItself() throws Exception {
    open(server.httpPort());
    initialize();
    call("join", "{\"agent\":\"in-session\"}");
    String handle = callAlone("join", "{\"agent\":\"alone\"}").path("handle").asString();

    assertThat(call("status", "{}").path("you").path("profile").path("id").asString())
        .isEqualTo("in-session");
    assertThat(
            callAlone("status", "{\"handle\":\"%s\"}".formatted(handle))
                .path("you")
                .path("profile")
                .path("id")
                .asString())
        .isEqualTo("alone");
    assertThat(callAlone("status", "{}").has("you")).isFalse();
  }

  @Test
  void refusalsOfTheEraWithoutSessionsComeAsTheServerSaysThem() throws Exception {
    open(server.httpPort());
    JsonNode unknown = ask("ping", stateless(""));
    assertThat(unknown.path("id").asInt()).isEqualTo(id);
    assertThat(unknown.path("error").path("code").asInt()).isEqualTo(-32_601);

    JsonNode version = ask("server/discover", stateless("").replace("2026-07-28", "2099-01-01"));
    assertThat(version.path("error").path("code").asInt()).isEqualTo(-32_022);

    JsonNode named =
        ask("resources/read", stateless("\"uri\":\"yardmaster://task/gr\u00f6\u00dfe\""));
    assertThat(named.path("error").path("code").asInt()).isEqualTo(-32_602);
    assertThat(named.path("error").path("message").asString()).contains("gr\u00f6\u00dfe");

    server.close();
    JsonNode away = ask("server/discover", stateless(""));
    assertThat(away.path("error").path("code").asInt()).isEqualTo(-32_603);
    assertThat(away.path("error").path("message").asString()).contains("yardmaster serve");
  }

  /**
   * The agent can wait again, because the wait that was cancelled is over; nothing is heard of it.
   */
  @Test
  void aRequestThatIsCancelledIsCutOff() throws Exception {
    open(server.httpPort());
    String handle = callAlone("join", "{\"agent\":\"a1\"}").path("handle").asString();
    String wait =
        stateless(
            "\"name\":\"wait_for_work\",\"arguments\":{\"seconds\":45,\"handle\":\"%s\"}"
                .formatted(handle));
    ask("tools/call", wait); // it waits: its first progress
    int cancelled = id;
    say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%d}}"
            .formatted(cancelled));
    ask("tools/call", wait.replace("\"p\"", "\"second\""));
    callAlone("submit", "{\"tasks\":[{\"id\":\"t\",\"type\":\"x\"}]}");

    JsonNode answer = hear();
    while (!answer.has("id")) {
      assertThat(answer.path("params").path("progressToken").asString()).isEqualTo("second");
      answer = hear();
    }
    assertThat(answer.path("id").asInt()).isGreaterThan(cancelled);
    assertThat(answer.toString()).contains("\"t\"");
  }

  @Test
  void aStreamOfChangesEndsWithThePipe() throws Exception {
    Duration never = Duration.ofHours(1); // which the class does not wait for
    open(server.httpPort(), new Bridge.Pace(never, Bridge.PACE.renewal()));
    JsonNode acknowledged =
        ask(
            "subscriptions/listen",
            stateless("\"notifications\":{\"resourceSubscriptions\":[\"yardmaster://task/t\"]}"));
    assertThat(acknowledged.path("method").asString()).contains("acknowledged");
    callAlone("submit", "{\"tasks\":[{\"id\":\"t\",\"type\":\"x\"}]}");
    assertThat(hear().path("method").asString()).isEqualTo("notifications/resources/updated");

    Objects.requireNonNull(pipe).close();
    assertThat(Objects.requireNonNull(bridge).join(Duration.ofSeconds(50))).isTrue();
  }
}
