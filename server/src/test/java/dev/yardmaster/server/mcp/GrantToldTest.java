package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A lock that a model is told it was granted stays its own, however late it was granted (R5). */
@Timeout(120)
final class GrantToldTest {
  private static final String LOCKS = "/v1/workspaces/default/locks/";

  private RunningServer server;
  private Model first;
  private Model second;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
    first = Model.joined(server, "first");
    second = Model.joined(server, "second");
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    server.close();
  }

  private JsonNode grant(String token) throws Exception {
    return server.get(LOCKS + token).body();
  }

  private void lastsAsLongAsItsHolder(JsonNode told) throws Exception {
    assertThat(told.path("granted").asBoolean()).as(told.toString()).isTrue();
    JsonNode grant = grant(told.path("token").asString());
    assertThat(grant.path("token").asString()).isEqualTo(told.path("token").asString());
    assertThat(grant.path("leaseMillis").asLong(0)).as(grant.toString()).isZero();
  }

  private String heldByFirst() {
    return first.yes("lock", "resources", List.of("file")).path("token").asString();
  }

  @Test
  void whereItIsToldByWaitForWork() throws Exception {
    String held = heldByFirst();
    second.yes("lock", "resources", List.of("file"), "waitSeconds", 1);
    first.yes("unlock", "token", held);

    lastsAsLongAsItsHolder(second.yes("wait_for_work", "seconds", 45));
  }

  @Test
  void whereItIsToldByTheCallThatAskedForIt() throws Exception {
    String held = heldByFirst();
    CompletableFuture<JsonNode> asking =
        CompletableFuture.supplyAsync(
            () ->
                second.yes(
                    "lock", "resources", List.of("file"), "waitSeconds", 45, Model.PROGRESS, "p"),
            Thread::startVirtualThread);
    Awaitility.await().until(() -> !second.progress.isEmpty());
    first.yes("unlock", "token", held);

    lastsAsLongAsItsHolder(asking.join());
  }

  @Test
  void whereATaskHoldsIt() throws Exception {
    String held = heldByFirst();
    first.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "x", "agent", "second")));
    JsonNode task = second.yes("wait_for_work", "seconds", 45);
    second.yes(
        "lock",
        "resources",
        List.of("file"),
        "waitSeconds",
        1,
        "task",
        "t",
        "epoch",
        task.path("epoch").asString());
    first.yes("unlock", "token", held);

    lastsAsLongAsItsHolder(second.yes("wait_for_work", "seconds", 45));
  }

  @Test
  void oneThatIsTakenAwayBeforeItIsToldIsNotToldAsGranted() throws Exception {
    String held = heldByFirst();
    second.yes("lock", "resources", List.of("file"), "waitSeconds", 1);
    first.yes("unlock", "token", held);
    JsonNode resource = server.get("/v1/workspaces/default/locks").body().path("resources").path(0);
    String token = resource.path("grants").path(0).path("token").asString();
    assertThat(grant(token).path("leaseMillis").asLong()).as(resource.toString()).isPositive();
    assertThat(server.post(LOCKS + token + "/force-release", "{\"by\":\"ann\"}").status())
        .isEqualTo(200);

    JsonNode told = second.yes("wait_for_work", "seconds", 45);
    while (!told.path("kind").asString().equals("lock")) {
      assertThat(told.path("kind").asString()).isEqualTo("lock_lost");
      told = second.yes("wait_for_work", "seconds", 45);
    }
    assertThat(told.path("granted").asBoolean(true)).isFalse();
    assertThat(told.path("detail").asString()).contains("passed on").contains("lock again");
  }
}
