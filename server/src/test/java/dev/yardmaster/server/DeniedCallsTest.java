package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.protocol.connection.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** X10: whatever is denied on any way is on file, with no secret; nothing else is. */
@Timeout(120)
final class DeniedCallsTest {
  private static final String AT = "/v1/workspaces/default";
  private static final String TASK = "{\"task\":{\"id\":\"t\",\"work\":{\"type\":\"body-text\"}}}";

  @TempDir Path data;

  private List<String> lines() throws Exception {
    Path file = data.resolve("audit/denied.log");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static void isOf(String line, String principal, String operation, String workspace) {
    assertThat(line)
        .contains(
            "\"principal\":\"%s\"".formatted(principal),
            "\"remote\":\"127.0.0.1:",
            "\"operation\":\"%s\"".formatted(operation),
            "\"workspace\":\"%s\",\"code\":\"DENIED\"".formatted(workspace));
  }

  @Test
  void deniedRequestsOverHttpAreOnFile() throws Exception {
    String token;
    try (RunningServer server = RunningServer.start(data)) {
      token = server.issue("s", "stranger", Map.of("elsewhere", Role.ADMIN));
      String[] shown = {"Authorization", "Bearer " + token, "Yardmaster-Agent", "a-handle"};
      server.post(AT + "/tasks", TASK, "Authorization", "Bearer guessed");
      server.post(AT + "/tasks", TASK, "Authorization", "Bearer " + token);
      server.post(
          AT + "/tasks/batch",
          "{\"tasks\":[{\"id\":\"t\",\"work\":{\"type\":\"body-text\"}}]}",
          "Authorization",
          "Bearer " + token);
      server.raw("GET", AT + "/events", "", token);
      server.rawGet(AT + "/tasks?secret", "evil.example");
      assertThat(server.post(AT + "/tasks", TASK).status()).isEqualTo(200);
      assertThat(server.get(AT + "/tasks/none").status()).isEqualTo(404);
      assertThat(server.post(AT + "/tasks/t/start", "{\"epoch\":\"1\"}", shown).status())
          .isNotEqualTo(403);
    }
    List<String> lines = lines();
    assertThat(lines).hasSize(5);
    isOf(lines.get(0), "nobody", "yardmaster.v1.TaskService/Submit", "default");
    isOf(lines.get(1), "stranger", "yardmaster.v1.TaskService/Submit", "default");
    isOf(lines.get(2), "stranger", "yardmaster.v1.TaskService/SubmitBatch", "default");
    isOf(lines.get(3), "stranger", "yardmaster.v1.EventService/Watch", "default");
    isOf(lines.get(4), "nobody", "GET", "");
    assertThat(String.join("", lines))
        .doesNotContain(token, "guessed", "body-text", "a-handle", "secret");
  }

  @Test
  void deniedCallsOverGrpcAreOnFile() throws Exception {
    String token;
    try (RunningServer server = RunningServer.start(data)) {
      token = server.issue("r", "reader", Map.of("default", Role.READER));
      String at = "127.0.0.1:" + server.server().grpcPort();
      try (Yardmaster yard = Yardmaster.connect(at, Credentials.token(token).plaintext())) {
        CoordinationManager manager = yard.workspace("default");
        assertThatThrownBy(() -> manager.tasks().submit(Task.of("t")))
            .isInstanceOf(CoordinationException.class);
      }
    }
    List<String> lines = lines();
    assertThat(lines).hasSize(1);
    isOf(lines.getFirst(), "reader", "yardmaster.v1.TaskService/Submit", "default");
    assertThat(lines.getFirst()).doesNotContain(token);
  }
}
