package dev.yardmaster.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.util.Objects;
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
    if (bridge != null) {
      bridge.join();
    }
    server.close();
    engine.close();
  }

  private void open(int port) throws IOException {
    PipedOutputStream opened = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(opened, 1 << 20);
    pipe = opened;
    Bridge passing =
        new Bridge(new Remote(URI.create("http://127.0.0.1:" + port + "/mcp"), null), lines::add);
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

  private JsonNode ask(String method, String params) throws IOException, InterruptedException {
    id++;
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    return hear();
  }

  private JsonNode hear() throws InterruptedException {
    String line = lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return JSON.readTree(line);
  }

  private JsonNode call(String tool, String arguments) throws IOException, InterruptedException {
    JsonNode answer =
        ask("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments));
    assertThat(answer.path("id").asInt()).isEqualTo(id);
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

  @Test
  void aServerThatWasRestartedIsGreetedAnewAndTheModelIsToldToJoin() throws Exception {
    open(server.httpPort());
    initialize();
    call("join", "{\"agent\":\"a1\"}");
    int port = server.httpPort();
    server.close();
    server = YardmasterServer.start(engine, ServerOptions.loopback(port, 0));

    JsonNode answer = ask("tools/call", "{\"name\":\"wait_for_work\",\"arguments\":{}}");
    assertThat(answer.path("result").path("isError").asBoolean()).as(answer.toString()).isTrue();
    assertThat(answer.path("result").path("structuredContent").path("code").asString())
        .isEqualTo("DENIED");
    call("join", "{\"agent\":\"a1\"}");
  }
}
