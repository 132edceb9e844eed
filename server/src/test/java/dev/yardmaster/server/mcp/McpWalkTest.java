package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way of agents that are language models. */
@Timeout(120)
final class McpWalkTest {
  private static final int PARTS = 8;

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
  void allToolsTogetherFitIntoSixThousandCharacters() {
    try (Model model = Model.connect(server)) {
      var tools = model.client().listTools();
      String json = JsonMapper.builder().build().writeValueAsString(tools);

      assertThat(tools.tools()).hasSizeLessThanOrEqualTo(12);
      assertThat(json.length()).as(json).isLessThan(6_000);
    }
  }

  @Test
  void aTaskIsSubmittedWaitedForAndCompleted() {
    try (Model model = Model.joined(server, "a1")) {
      model.yes(
          "submit",
          "tasks",
          List.of(
              Map.of(
                  "id",
                  "t1",
                  "type",
                  "build",
                  "input",
                  Map.of("target", "all"),
                  "capabilities",
                  List.of("shell"))));

      JsonNode work = model.yes("wait_for_work", "seconds", 10);
      assertThat(work.path("kind").asString()).isEqualTo("task");
      assertThat(work.path("task").path("id").asString()).isEqualTo("t1");
      assertThat(work.path("task").path("input").path("target").asString()).isEqualTo("all");

      model.yes(
          "complete", "task", "t1", "epoch", work.path("epoch").asString(), "result", "built");
      assertThat(
              model
                  .yes("status", "task", "t1")
                  .path("state")
                  .path("succeeded")
                  .path("result")
                  .path("text")
                  .asString())
          .isEqualTo("built");
    }
  }

  @Test
  void twoAgentsShareAPlanWhoseTasksTakeTurnsOnALock() throws Exception {
    try (Model one = Model.joined(server, "a1");
        Model two = Model.joined(server, "a2")) {
      one.yes("submit", "plan", "p", "tasks", plan());
      Set<String> inside = ConcurrentHashMap.newKeySet();
      List<String> done = new CopyOnWriteArrayList<>();
      CompletableFuture<Void> first = working(one, inside, done);
      CompletableFuture<Void> second = working(two, inside, done);
      CompletableFuture.allOf(first, second).get(50, TimeUnit.SECONDS);

      assertThat(done).hasSize(PARTS + 1).doesNotHaveDuplicates().endsWith("last");
      assertThat(one.yes("status", "plan", "p").path("tasks").toString())
          .contains("TASK_STATE_NAME_SUCCEEDED")
          .contains("\"count\":" + (PARTS + 1));
      assertThat(one.yes("explain", "task", "last").path("sentences").isEmpty()).isFalse();
    }
  }

  private static List<Map<String, Object>> plan() {
    List<Map<String, Object>> tasks = new ArrayList<>();
    List<String> parts = IntStream.range(0, PARTS).mapToObj(i -> "part-" + i).toList();
    parts.forEach(id -> tasks.add(Map.of("id", id, "type", "part")));
    tasks.add(Map.of("id", "last", "type", "sum", "after", parts));
    return tasks;
  }

  /** What a model does: wait, lock, work, complete, again, until all is done. */
  private static CompletableFuture<Void> working(
      Model model, Set<String> inside, List<String> done) {
    return CompletableFuture.runAsync(
        () -> {
          while (done.size() <= PARTS) {
            JsonNode work = model.yes("wait_for_work", "seconds", 1);
            if (work.path("kind").asString().equals("task")) {
              String task = work.path("task").path("id").asString();
              String epoch = work.path("epoch").asString();
              JsonNode lock =
                  model.yes(
                      "lock",
                      "resources",
                      List.of("bench"),
                      "waitSeconds",
                      30,
                      "task",
                      task,
                      "epoch",
                      epoch);
              assertThat(lock.path("granted").asBoolean()).isTrue();
              assertThat(inside.add("bench")).as("alone on the bench").isTrue();
              inside.remove("bench");
              done.add(task);
              model.yes("complete", "task", task, "epoch", epoch); // gives the lock back
            }
          }
        },
        Thread::startVirtualThread);
  }
}
