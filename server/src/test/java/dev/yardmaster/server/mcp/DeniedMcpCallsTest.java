package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.server.RunningServer;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** X10: what is denied over MCP is on file as what is denied elsewhere, in both eras. */
@Timeout(120)
final class DeniedMcpCallsTest {
  private static final String READER = "rita";
  private static final String OTHER = "bert";
  private static final String STRANGER = "stranger";
  private static final List<Map<String, String>> TASKS =
      List.of(Map.of("id", "t", "type", "body-text"));

  @TempDir Path data;

  private List<String> lines() throws Exception {
    Path file = data.resolve("audit/denied.log");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static String line(String principal, String operation, String workspace) {
    return "\"principal\":\"%s\",\"remote\":\"127.0.0.1:PORT\",\"operation\":\"%s\",\"workspace\":\"%s\",\"code\":\"DENIED\"}"
        .formatted(principal, operation, workspace);
  }

  /** Without their time, and the port that chance gave. */
  private static List<String> comparable(List<String> lines) {
    return lines.stream()
        .map(line ->
            line.replaceFirst("^\\{\"time\":\"[^\"]+\",", "")
                .replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"))
        .toList();
  }

  @Test
  void deniedCallsInSessionsAreOnFile() throws Exception {
    List<String> secrets = new ArrayList<>();
    try (RunningServer server = RunningServer.start(data)) {
      secrets.add(server.issue("r", READER, Map.of("default", Role.READER)));
      secrets.add(server.issue("s", STRANGER, Map.of("elsewhere", Role.ADMIN)));
      secrets.add(server.issue("b", OTHER, Map.of("default", Role.AGENT)));
      secrets.add(joined(server));
      try (Model reader = Model.connect(server, secrets.getFirst())) {
        reader.no("submit", "tasks", TASKS);
        reader.no("wait_for_work", "seconds", 0);
        reader.no("lock", "resources", List.of("body-text"), "handle", secrets.getLast());
        reader.no("status", "task", "none");
        reader.yes("status");
      }
      try (Model other = Model.connect(server, secrets.get(2))) {
        other.no("join", "agent", "a1");
      }
      try (Model stranger = Model.connect(server, secrets.get(1))) {
        assertThat(stranger.no("status", "workspace", "other").path("code").asString())
            .isEqualTo("INVALID");
        stranger.no("status");
        assertThatThrownBy(() ->
                stranger
                    .client()
                    .readResource(
                        ReadResourceRequest.builder("yardmaster://task/body-text").build()))
            .isInstanceOf(McpError.class);
      }
    }
    List<String> lines = lines();
    assertThat(comparable(lines))
        .containsExactly(
            line(READER, "tools/call submit", "default"),
            line(READER, "tools/call wait_for_work", "default"),
            line(OTHER, "tools/call join", "default"),
            line(STRANGER, "tools/call status", "default"),
            line(STRANGER, "resources/read", "default"));
    assertThat(String.join("", lines)).doesNotContain(secrets).doesNotContain("body-text");
  }

  @Test
  void deniedCallsWithoutSessionsAreOnFile() throws Exception {
    List<String> secrets = new ArrayList<>();
    try (RunningServer server = RunningServer.start(data)) {
      secrets.add(server.issue("r", READER, Map.of("default", Role.READER)));
      secrets.add(server.issue("s", STRANGER, Map.of("elsewhere", Role.ADMIN)));
      secrets.add(server.issue("b", OTHER, Map.of("default", Role.AGENT)));
      secrets.add(joined(server));
      StatelessModel reader = StatelessModel.with(server, secrets.getFirst());
      reader.no("submit", "tasks", TASKS);
      reader.no("wait_for_work", "seconds", 0);
      reader.no("lock", "resources", List.of("body-text"), "handle", secrets.getLast());
      reader.no("status", "task", "none");
      reader.yes("status");
      StatelessModel.with(server, secrets.get(2)).no("join", "agent", "a1");
      StatelessModel stranger = StatelessModel.with(server, secrets.get(1));
      stranger.no("status");
      String task = "yardmaster://task/body-text";
      assertThat(stranger.messages("resources/read", Map.of("uri", task)).getLast().has("error"))
          .isTrue();
      assertThat(
              stranger
                  .messages(
                      "subscriptions/listen",
                      Map.of("notifications", Map.of("resourceSubscriptions", List.of(task))))
                  .getLast()
                  .has("error"))
          .isTrue();
    }
    List<String> lines = lines();
    assertThat(comparable(lines))
        .containsExactly(
            line(READER, "tools/call submit", "default"),
            line(READER, "tools/call wait_for_work", "default"),
            line(OTHER, "tools/call join", "default"),
            line(STRANGER, "tools/call status", "default"),
            line(STRANGER, "resources/read", "default"),
            line(STRANGER, "subscriptions/listen", "default"));
    assertThat(String.join("", lines)).doesNotContain(secrets).doesNotContain("body-text");
  }

  @Test
  void requestsThatShowNothingThatIsAcceptedAreOnFileUnread() throws Exception {
    try (RunningServer server = RunningServer.start(data)) {
      assertThat(server.post("/mcp", "{}", "Authorization", "Bearer guessed").status())
          .isEqualTo(403);
      assertThat(server.post("/mcp", "{}", "Origin", "http://evil.example").status())
          .isEqualTo(403);
      assertThat(server.delete("/mcp", "Authorization", "Bearer guessed").status()).isEqualTo(403);
      assertThat(server.post("/mcp", "{}").status()).isEqualTo(400);
    }
    List<String> lines = lines();
    assertThat(comparable(lines))
        .containsExactly(
            line("nobody", "POST /mcp", ""),
            line("nobody", "POST /mcp", ""),
            line("nobody", "DELETE /mcp", ""));
    assertThat(String.join("", lines)).doesNotContain("guessed", "evil");
  }

  /** The handle of an agent of somebody else's. */
  private static String joined(RunningServer server) {
    StatelessModel owner =
        StatelessModel.with(server, server.issue("o", "owner", Map.of("default", Role.AGENT)));
    owner.yes("join", "agent", "a1");
    return owner.handle();
  }
}
