package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The way of an agent whose protocol has no sessions: its handle says who it is. */
@Timeout(120)
final class StatelessWalkTest {
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void discoveryTellsVersionCapabilitiesAndInstructions() {
    JsonNode found = new StatelessModel(server).ask("server/discover", Map.of());

    assertThat(found.path("resultType").asString()).isEqualTo("complete");
    assertThat(found.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(found.path("capabilities").propertyNames()).contains("tools", "resources");
    assertThat(found.path("instructions").asString()).contains("wait_for_work").contains("handle");
    assertThat(found.path("_meta").path("io.modelcontextprotocol/serverInfo").toString())
        .contains("\"yardmaster\"");
    assertThat(found.path("ttlMs").asLong()).isPositive();
    assertThat(found.path("cacheScope").asString()).isEqualTo("public");
  }

  @Test
  void aTaskIsSubmittedWaitedForAndCompletedWithTheHandleAlone() {
    StatelessModel model = StatelessModel.joined(server, "a1");
    model.yes("submit", "tasks", List.of(Map.of("id", "t1", "type", "build", "input", 7)));

    JsonNode work = model.yes("wait_for_work", "seconds", 10);
    assertThat(work.path("kind").asString()).isEqualTo("task");
    assertThat(work.path("task").path("input").asInt()).isEqualTo(7);
    model.yes("complete", "task", "t1", "epoch", work.path("epoch").asString(), "result", "built");

    JsonNode task = model.ask("resources/read", Map.of("uri", "yardmaster://task/t1"));
    assertThat(task.path("contents").path(0).path("text").asString()).contains("built");
    assertThat(task.path("ttlMs").isIntegralNumber()).isTrue();
    assertThat(task.path("cacheScope").asString()).isEqualTo("private");
    assertThat(model.yes("status").path("you").path("profile").path("id").asString())
        .isEqualTo("a1");
  }

  @Test
  void whoShowsNoHandleIsNobodyWhateverItCalledBefore() {
    StatelessModel.joined(server, "a1");

    JsonNode no = new StatelessModel(server).no("wait_for_work", "seconds", 0);
    assertThat(no.path("code").asString()).isEqualTo("DENIED");
    assertThat(no.path("detail").asString()).contains("handle");
  }
}
