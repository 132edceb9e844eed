package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.server.RunningServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** An idle agent wakes for whatever concerns it, and for nothing else. */
@Timeout(120)
final class WaitForWorkTest {
  private RunningServer server;
  private Model idle;
  private Model other;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
    idle = Model.joined(server, "idle");
    other = Model.joined(server, "other");
  }

  @AfterEach
  void stop() {
    idle.close();
    other.close();
    server.close();
  }

  /** Not in the common pool, which the client's own HTTP needs. */
  private CompletableFuture<JsonNode> waiting() {
    return CompletableFuture.supplyAsync(
        () -> idle.yes("wait_for_work", "seconds", 45, Model.PROGRESS, "p"),
        Thread::startVirtualThread);
  }

  /** Until the server has nothing for it, and says that it waits. */
  private void untilItWaits() {
    await().until(() -> !idle.progress.isEmpty());
  }

  @Test
  void itWakesForATask() {
    CompletableFuture<JsonNode> woken = waiting();
    untilItWaits();
    other.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "build", "agent", "idle")));

    assertThat(woken.join().path("task").path("id").asString()).isEqualTo("t");
  }

  @Test
  void itWakesForAMessageWithItsStampedSender() {
    CompletableFuture<JsonNode> woken = waiting();
    untilItWaits();
    other.yes("send", "to", List.of("idle"), "body", Map.of("from", "somebody else"));

    JsonNode told = woken.join();
    assertThat(told.path("kind").asString()).isEqualTo("messages");
    JsonNode message = told.path("messages").path(0);
    assertThat(message.path("from").asString()).isEqualTo("other");
    assertThat(message.path("body").path("from").asString()).isEqualTo("somebody else");
    JsonNode acked =
        idle.yes(
            "ack",
            "messages",
            List.of(message.path("id").asString()),
            "token",
            told.path("token").asString());
    assertThat(acked.path("acked").asInt()).isEqualTo(1);
  }

  @Test
  void itWakesForTheGrantOfALockItCouldNotWaitFor() {
    String held = other.yes("lock", "resources", List.of("file")).path("token").asString();
    JsonNode wait = idle.yes("lock", "resources", List.of("file"), "waitSeconds", 1);
    assertThat(wait.path("granted").asBoolean()).isFalse();
    assertThat(wait.path("blockedBy").toString()).contains("other");
    CompletableFuture<JsonNode> woken = waiting();
    untilItWaits();
    other.yes("unlock", "token", held);

    JsonNode told = woken.join();
    assertThat(told.path("kind").asString()).isEqualTo("lock");
    assertThat(told.path("granted").asBoolean()).isTrue();
    assertThat(told.path("waitId").asString()).isEqualTo(wait.path("waitId").asString());
    idle.yes("unlock", "token", told.path("token").asString());
  }

  @Test
  void aWaitForALockEndsWithTheSessionOfItsAgent() {
    other.yes("lock", "resources", List.of("file"));
    CompletableFuture<JsonNode> refused =
        CompletableFuture.supplyAsync(
            () ->
                idle.no(
                    "lock", "resources", List.of("file"), "waitSeconds", 45, Model.PROGRESS, "p"),
            Thread::startVirtualThread);
    untilItWaits();
    other.yes("join", "agent", "idle"); // in its place

    assertThat(refused.join().path("code").asString()).isEqualTo("STALE_TOKEN");
  }

  /** Of two waits that block each other the one of the agent of lower priority is given up. */
  @Test
  void aWaitForALockThatIsGivenUpToBreakADeadlockIsRefusedAndNotGranted() throws Exception {
    String above = above("left");
    idle.yes("lock", "resources", List.of("right"));
    CompletableFuture<JsonNode> refused =
        CompletableFuture.supplyAsync(
            () ->
                idle.no(
                    "lock", "resources", List.of("left"), "waitSeconds", 45, Model.PROGRESS, "p"),
            Thread::startVirtualThread);
    untilItWaits();
    var closing = acquire("right", above);
    assertThat(closing.body().has("waiting")).as(closing.body().toString()).isTrue();

    JsonNode no = refused.join();
    assertThat(no.path("code").asString()).isEqualTo("DEADLOCK");
    assertThat(no.path("detail").asString()).contains("idle").contains("above");
    assertThat(no.has("token")).isFalse();
    assertThat(no.has("granted")).isFalse();
  }

  /** The same, told to who no longer waits in the call of lock. */
  @Test
  void aWaitThatWasGivenUpToBreakADeadlockIsToldAsNotGranted() throws Exception {
    String above = above("left");
    idle.yes("lock", "resources", List.of("right"));
    idle.yes("lock", "resources", List.of("left"), "waitSeconds", 1);
    CompletableFuture<JsonNode> woken = waiting();
    untilItWaits();
    acquire("right", above);

    JsonNode told = woken.join();
    assertThat(told.path("kind").asString()).isEqualTo("lock");
    assertThat(told.path("granted").asBoolean()).isFalse();
    assertThat(told.has("token")).isFalse();
    assertThat(told.path("detail").asString()).contains("deadlock").contains("above");
  }

  /** An agent of higher priority than any model, which holds a resource; its handle. */
  private String above(String resource) throws Exception {
    String handle =
        server
            .post(
                "/v1/workspaces/default/agents", "{\"profile\":{\"id\":\"above\",\"priority\":90}}")
            .body()
            .path("joined")
            .path("handle")
            .asString();
    var granted = acquire(resource, handle);
    assertThat(granted.body().has("granted")).as(granted.body().toString()).isTrue();
    return handle;
  }

  private RunningServer.Answer acquire(String resource, String handle) throws Exception {
    return server.post(
        "/v1/workspaces/default/locks",
        "{\"locks\":[{\"resource\":\"%s\",\"mode\":\"LOCK_MODE_EXCLUSIVE\"}],\"waitMillis\":\"600000\"}"
            .formatted(resource),
        "Yardmaster-Agent",
        handle);
  }

  @Test
  void itWakesForAConflictItIsAPartyToAndIsToldOnce() throws Exception {
    CompletableFuture<JsonNode> woken = waiting();
    untilItWaits();
    report("c1", "idle");
    JsonNode told = woken.join();

    assertThat(told.path("kind").asString()).isEqualTo("conflict");
    assertThat(told.path("conflict").path("report").path("id").asString()).isEqualTo("c1");
    assertThat(idle.yes("wait_for_work", "seconds", 0).path("kind").asString())
        .isEqualTo("nothing");
  }

  private void report(String id, String party) throws Exception {
    String handle =
        server
            .post("/v1/workspaces/default/agents", "{\"profile\":{\"id\":\"reporter\"}}")
            .body()
            .path("joined")
            .path("handle")
            .asString();
    var reported =
        server.post(
            "/v1/workspaces/default/conflicts",
            """
            {"id":"%s","resource":"r","strategy":"manual",
             "claims":[{"agent":"%s"},{"agent":"other"}]}
            """
                .formatted(id, party),
            "Yardmaster-Agent",
            handle);
    assertThat(reported.status()).as(reported.body().toString()).isEqualTo(200);
  }

  @Test
  void itWakesWhenItsTaskIsCancelledAndConfirmsByFailing() throws Exception {
    other.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "build", "agent", "idle")));
    JsonNode work = idle.yes("wait_for_work");
    server.post("/v1/workspaces/default/tasks/t/cancel", "{\"reason\":\"not needed\"}");
    JsonNode told = idle.yes("wait_for_work");

    assertThat(told.path("kind").asString()).isEqualTo("cancelled");
    assertThat(told.path("reason").asString()).isEqualTo("not needed");
    JsonNode ended =
        idle.yes("fail", "task", "t", "epoch", work.path("epoch").asString(), "reason", "stopped");
    assertThat(ended.path("stopped").asString()).isEqualTo("t");
    assertThat(other.yes("status", "task", "t").path("state").has("cancelled")).isTrue();
  }

  @Test
  void aTaskIsGivenAgainOnceWhenItsAnswerMayBeLostAndThenTheAgentCanWait() {
    other.yes("submit", "tasks", List.of(Map.of("id", "t", "type", "build", "agent", "idle")));
    JsonNode first = idle.yes("wait_for_work");

    assertThat(idle.yes("wait_for_work")).isEqualTo(first);
    assertThat(idle.yes("wait_for_work", "seconds", 0).path("kind").asString())
        .isEqualTo("nothing");
  }

  @Test
  void itEndsWithNothingAndTellsProgressMeanwhile() {
    long began = System.nanoTime();
    JsonNode nothing = idle.yes("wait_for_work", "seconds", 4, Model.PROGRESS, "p1");

    assertThat(nothing.path("kind").asString()).isEqualTo("nothing");
    assertThat(Duration.ofNanos(System.nanoTime() - began).toSeconds()).isBetween(3L, 30L);
    assertThat(idle.progress).hasSizeGreaterThanOrEqualTo(2).contains("waiting for work");
  }
}
