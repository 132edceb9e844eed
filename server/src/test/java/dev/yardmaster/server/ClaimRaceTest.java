package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Clients that race for tasks over HTTP, each with its own long poll.
 *
 * <p>{@code -Dyardmaster.race.tasks=10000} for the whole race.
 */
final class ClaimRaceTest {
  private static final int CLIENTS = Integer.getInteger("yardmaster.race.clients", 64);
  private static final int TASKS = Integer.getInteger("yardmaster.race.tasks", 320);
  private static final String AT = "/v1/workspaces/default";

  /** Who was given a task, by task. */
  private final Map<String, String> given = new ConcurrentHashMap<>();

  private final List<String> twice = new ArrayList<>();
  private final AtomicInteger completed = new AtomicInteger();

  @Test
  @Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void eachTaskIsAcceptedExactlyOnceHoweverManyClientsRaceForIt() throws Exception {
    try (RunningServer server = RunningServer.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "client-" + client;
        running.add(
            threads.submit(() -> {
              race(server, name);
              return name;
            }));
      }
      for (int task = 0; task < TASKS; task++) {
        RunningServer.Answer answer =
            server.post(AT + "/tasks", "{\"task\":{\"id\":\"t%d\"}}".formatted(task));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      }
      for (Future<?> each : running) {
        each.get();
      }
      System.out.printf(
          "%d tasks, %d clients: %d ms%n",
          TASKS, CLIENTS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));

      assertThat(twice).as("given to two").isEmpty();
      assertThat(given).hasSize(TASKS);
      assertThat(completed).hasValue(TASKS);
      JsonNode counts = server.get(AT + "/counts").body();
      assertThat(counts.path("openTasksByType")).as("%s", counts).isEmpty();
    }
  }

  private void race(RunningServer server, String name) throws Exception {
    String handle =
        server
            .post(AT + "/agents", "{\"profile\":{\"id\":\"%s\"}}".formatted(name))
            .body()
            .at("/joined/handle")
            .asString();
    while (completed.get() < TASKS) {
      RunningServer.Answer claim =
          server.post(AT + "/agents/" + name + "/claim?wait=1s", "", "Yardmaster-Agent", handle);
      assertThat(claim.status()).as("%s", claim.body()).isEqualTo(200);
      JsonNode work = claim.body().path("assignment");
      if (!work.isMissingNode()) {
        complete(server, name, handle, work);
      }
    }
  }

  private void complete(RunningServer server, String name, String handle, JsonNode work)
      throws Exception {
    String task = work.at("/task/id").asString();
    String other = given.putIfAbsent(task, name);
    if (other != null) {
      synchronized (twice) {
        twice.add(task + " to " + other + " and " + name);
      }
    }
    RunningServer.Answer done =
        server.post(
            AT + "/tasks/" + task + "/complete",
            "{\"epoch\":\"%s\"}".formatted(work.path("epoch").asString()),
            "Yardmaster-Agent",
            handle);
    if (done.status() == 200) {
      completed.incrementAndGet();
    }
  }
}
