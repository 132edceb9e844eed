package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.resource.ResourceEvent.LockReleased;
import dev.yardmaster.core.resource.ResourceEvent.LocksAcquired;
import dev.yardmaster.core.resource.ResourceEvent.LocksReleased;
import dev.yardmaster.core.task.TaskEvent.TaskSucceeded;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.server.RunningServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clients of different makes and eras, unmodified, do a plan's tasks under one lock. */
@Timeout(300)
final class ClientsShareAPlanTest {
  private static final String LAST = "p-last";
  private static final Path CLIENTS = Path.of("../tools/clients").toAbsolutePath().normalize();

  /** The lock that every task is done under. */
  private static final String BENCH = "bench";

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Two tasks for each agent alone, three for whoever comes first, and one after all of them. */
  private static List<String> submit(Model model, List<String> agents) {
    List<Map<String, Object>> tasks = new ArrayList<>();
    agents.forEach(agent -> {
      tasks.add(Map.of("id", "p-" + agent + "-1", "type", "part", "agent", agent));
      tasks.add(Map.of("id", "p-" + agent + "-2", "type", "part", "agent", agent));
    });
    IntStream.range(0, 3).forEach(i -> tasks.add(Map.of("id", "p-any-" + i, "type", "part")));
    List<String> ids =
        new ArrayList<>(tasks.stream().map(task -> String.valueOf(task.get("id"))).toList());
    tasks.add(Map.of("id", LAST, "type", "sum", "after", List.copyOf(ids)));
    model.yes("submit", "plan", "p", "tasks", tasks);
    ids.add(LAST);
    return ids;
  }

  /** What a client does, by its way to call a tool: the same as the scripts of tools/clients. */
  private static CompletableFuture<Void> working(BiFunction<String, Object[], JsonNode> tools) {
    return CompletableFuture.runAsync(
        () -> {
          while (true) {
            JsonNode work = tools.apply("wait_for_work", new Object[] {"seconds", 2});
            if (work.path("kind").asString().equals("task")) {
              String task = work.path("task").path("id").asString();
              String epoch = work.path("epoch").asString();
              JsonNode lock =
                  tools.apply(
                      "lock",
                      new Object[] {
                        "resources", BENCH, "waitSeconds", 45, "task", task, "epoch", epoch
                      });
              assertThat(lock.path("granted").asBoolean()).isTrue();
              var _ = tools.apply("complete", new Object[] {"task", task, "epoch", epoch});
            } else if (tools
                .apply("status", new Object[] {"task", LAST})
                .path("state")
                .has("succeeded")) {
              return;
            }
          }
        },
        Thread::startVirtualThread);
  }

  /** Follows the event log: each task once, and one holder of the bench at a time. */
  private static final class Account {
    private final List<String> succeeded = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private @Nullable LocksAcquired held;
    private int taken;

    void see(CommittedEvent committed) {
      switch (committed.event()) {
        case TaskSucceeded done -> succeeded.add(done.task().value());
        case LocksAcquired acquired when isBench(acquired) -> {
          taken++;
          if (held != null) {
            faults.add("%s took what %s held".formatted(acquired.holder(), held.holder()));
          }
          held = acquired;
        }
        case LockReleased gone when held != null && held.token().equals(gone.token()) ->
            held = null;
        case LocksReleased all when held != null && held.holder().equals(all.holder()) ->
            held = null;
        default -> {}
      }
    }

    private static boolean isBench(LocksAcquired acquired) {
      return acquired.locks().toString().contains(BENCH);
    }
  }

  private void checkTheLog(List<String> ids) {
    Account account = new Account();
    try (Connection connection = server.engine().connect(Principal.of("root"));
        EventSubscription _ =
            connection.watch(WorkspaceId.of("default"), new LogPosition(0), account::see)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> account.succeeded.size() >= ids.size());
    }
    assertThat(account.succeeded).containsExactlyInAnyOrderElementsOf(ids).endsWith(LAST);
    assertThat(account.faults).isEmpty();
    assertThat(account.taken).isEqualTo(ids.size());
  }

  @Test
  void aClientWithASessionAndOneWithoutDoEachTaskOnceUnderOneLock() throws Exception {
    try (Model inSession = Model.joined(server, "java")) {
      StatelessModel alone = StatelessModel.joined(server, "alone");
      List<String> ids = submit(inSession, List.of("java", "alone"));
      CompletableFuture.allOf(working(inSession::yes), working(alone::yes))
          .get(120, TimeUnit.SECONDS);

      checkTheLog(ids);
    }
  }

  @Test
  void clientsOfThreeMakesDoEachTaskOnceUnderOneLock(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isDirectory(CLIENTS.resolve("node_modules/@modelcontextprotocol/client")),
        "The npm clients are not installed; tools/mcp-clients installs them and runs this");
    try (Model java = Model.joined(server, "java")) {
      List<String> ids = submit(java, List.of("java", "typescript", "inspector"));
      Process typescript = client("typescript", folder);
      Process inspector = client("inspector", folder);
      try {
        working(java::yes).get(200, TimeUnit.SECONDS);
        for (String name : List.of("typescript", "inspector")) {
          Process each = name.equals("typescript") ? typescript : inspector;
          assertThat(each.waitFor(60, TimeUnit.SECONDS)).as(name).isTrue();
          String said = Files.readString(folder.resolve(name));
          assertThat(each.exitValue()).as(said).isZero();
          assertThat(said).contains("did p-" + name + "-1").contains("did p-" + name + "-2");
        }
      } finally {
        typescript.destroyForcibly();
        inspector.destroyForcibly();
      }
      assertThat(Files.readString(folder.resolve("typescript")))
          .contains("speaks " + StatelessModel.VERSION);
      checkTheLog(ids);
    }
  }

  private Process client(String name, Path folder) throws Exception {
    return new ProcessBuilder("node", name + ".mjs", server.uri("/mcp").toString(), name, "p")
        .directory(CLIENTS.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name).toFile())
        .start();
  }
}
