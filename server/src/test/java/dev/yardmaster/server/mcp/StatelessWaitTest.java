package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests without a session that wait: they tell that they do, and end with their client. */
@Timeout(120)
final class StatelessWaitTest {
  private static final int LONGEST_SECONDS = 45;

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A request whose client can go at any time. */
  private final class Stream implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Stream(ObjectNode request) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.server().httpPort());
      socket.setSoTimeout(60_000);
      byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
      StringBuilder head =
          new StringBuilder(
              "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length + "\r\n");
      StatelessModel.headers(request)
          .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next message, comments left out. */
    JsonNode hear() throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = lines.readLine();
      }
      return StatelessModel.JSON.readTree(Objects.requireNonNull(line, "an end").substring(6));
    }

    /** Its first sign of life. */
    void untilItWaits() throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith("data: ") && !line.startsWith(":")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static ObjectNode waiting(StatelessModel model, int seconds) {
    return model.request(
        "tools/call",
        Map.of(
            "name",
            "wait_for_work",
            "arguments",
            Map.of("handle", model.handle(), "seconds", seconds)));
  }

  @Test
  void progressIsToldUnderTheTokenOfTheRequestAndOnlyWhereThereIsOne() {
    StatelessModel model = StatelessModel.joined(server, "a1");
    List<JsonNode> told =
        model.messages(
            "tools/call",
            Map.of(
                "name",
                "wait_for_work",
                "arguments",
                Map.of("handle", model.handle(), "seconds", 4),
                "_meta",
                Map.of("progressToken", "p1")));

    List<JsonNode> progress = told.subList(0, told.size() - 1);
    assertThat(progress).hasSizeGreaterThanOrEqualTo(2);
    double before = -1;
    for (JsonNode each : progress) {
      assertThat(each.path("method").asString()).isEqualTo("notifications/progress");
      assertThat(each.path("params").path("progressToken").asString()).isEqualTo("p1");
      assertThat(each.path("params").path("progress").asDouble()).isGreaterThan(before);
      before = each.path("params").path("progress").asDouble();
    }
    JsonNode last = told.getLast().path("result");
    assertThat(last.path("structuredContent").path("kind").asString()).isEqualTo("nothing");

    assertThat(
            model.messages(
                "tools/call",
                Map.of(
                    "name",
                    "wait_for_work",
                    "arguments",
                    Map.of("handle", model.handle(), "seconds", 1))))
        .hasSize(1);
  }

  /** An agent has one wait at a time: a second begins to wait when the first is over. */
  @Test
  void aWaitEndsWhenItsClientGoes() throws Exception {
    StatelessModel model = StatelessModel.joined(server, "a1");
    Stream first = new Stream(waiting(model, LONGEST_SECONDS));
    first.untilItWaits();
    first.close();

    long left = System.nanoTime();
    try (Stream second = new Stream(waiting(model, LONGEST_SECONDS))) {
      second.untilItWaits();
      assertThat(Duration.ofNanos(System.nanoTime() - left))
          .isLessThan(Duration.ofSeconds(LONGEST_SECONDS / 2));
      model.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "x")));
      JsonNode work = second.hear().path("result").path("structuredContent");
      assertThat(work.path("task").path("id").asString()).isEqualTo("t");
    }
  }

  @Test
  void aStreamOfChangesIsAcknowledgedTellsOfItsResourcesAloneAndEndsWithTheServer()
      throws Exception {
    StatelessModel model = StatelessModel.joined(server, "a1");
    ObjectNode listen =
        model.request(
            "subscriptions/listen",
            Map.of(
                "notifications",
                Map.of(
                    "toolsListChanged",
                    true,
                    "resourceSubscriptions",
                    List.of("yardmaster://task/t", "file:///etc/passwd"))));
    try (Stream stream = new Stream(listen)) {
      JsonNode acknowledged = stream.hear();
      assertThat(acknowledged.path("method").asString())
          .isEqualTo("notifications/subscriptions/acknowledged");
      assertThat(acknowledged.path("params").path("notifications").toString())
          .isEqualTo("{\"resourceSubscriptions\":[\"yardmaster://task/t\"]}");
      assertThat(subscription(acknowledged.path("params"))).isEqualTo(listen.path("id"));

      model.yes("submit", "tasks", List.of(Map.of("id", "other", "type", "x", "agent", "b")));
      model.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "x", "agent", "a1")));
      JsonNode changed = stream.hear();
      assertThat(changed.path("method").asString()).isEqualTo("notifications/resources/updated");
      assertThat(changed.path("params").path("uri").asString()).isEqualTo("yardmaster://task/t");
      assertThat(subscription(changed.path("params"))).isEqualTo(listen.path("id"));

      long began = System.nanoTime();
      server.server().close();
      JsonNode end = stream.hear();
      assertThat(end.path("id")).isEqualTo(listen.path("id"));
      assertThat(end.path("result").path("resultType").asString()).isEqualTo("complete");
      assertThat(subscription(end.path("result"))).isEqualTo(listen.path("id"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void aWaitIsRefusedInWordsWhenTheServerStops() throws Exception {
    StatelessModel model = StatelessModel.joined(server, "a1");
    try (Stream stream = new Stream(waiting(model, LONGEST_SECONDS))) {
      stream.untilItWaits();
      server.server().close();

      JsonNode error = stream.hear().path("error");
      assertThat(error.path("code").asInt()).isEqualTo(-32_603);
      assertThat(error.path("message").asString()).contains("stops");
    }
  }

  private static JsonNode subscription(JsonNode of) {
    return of.path("_meta").path("io.modelcontextprotocol/subscriptionId");
  }
}
