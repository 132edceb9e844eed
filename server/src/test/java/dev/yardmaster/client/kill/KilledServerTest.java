package dev.yardmaster.client.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.Yardmaster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server killed with SIGKILL at random moments, under the load of agents elsewhere that live on:
 * they reconnect, repeat what is open under the same numbers, and judge from outside. Every second
 * kill may come before they are back; the others come only after work of each kind was done again,
 * however many agents write meanwhile.
 *
 * <p>{@code -Dyardmaster.kills=50 -Dyardmaster.agents=100 -Dyardmaster.seed=7} for more.
 */
final class KilledServerTest {
  private static final int KILLS = Integer.getInteger("yardmaster.kills", 3);
  private static final long SEED = Long.getLong("yardmaster.seed", 1);

  /** So much of the journal is written at most until a kill that waits for nothing else. */
  private static final int MOST_BYTES = 60_000;

  /** More than so much of each kind of work is done for each kill. */
  private static final int WORK = 10;

  private static final List<Class<? extends Fact>> KINDS =
      List.of(Fact.Completed.class, Fact.Locked.class, Fact.Acked.class);

  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("yardmaster.patience", 180));

  @Test
  @Timeout(3_600)
  void S1_S2_S7_S8_S12_S13_S14_S16_S17_S18_holdForAgentsElsewhereHoweverOftenTheServerIsKilled(
      @TempDir Path temp) throws Exception {
    Path folder = temp.resolve("data");
    int port = freePort();
    Random random = new Random(SEED);
    Path path = temp.resolve("journal");
    Ending ending;
    Process server = serve(folder, port, temp.resolve("ready-0"));
    try (Yardmaster yard = Yardmaster.connect("127.0.0.1:" + port);
        Journal journal = Journal.create(path)) {
      MixedLoad load = MixedLoad.begin(yard, journal, "life", SEED);
      load.submit(List.of());
      List<Long> before = done(journal);
      int worked = 0;
      for (int kill = 1; kill <= KILLS; kill++) {
        boolean working = kill % 2 == 0 || kill == KILLS;
        if (working) {
          awaitMore(journal, before, (long) WORK * (kill - worked));
        }
        long goal = Files.size(path) + 1 + random.nextInt(MOST_BYTES);
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(2))
            .until(() -> Files.size(path) >= goal);
        server.destroyForcibly().waitFor();
        if (working) {
          before = done(journal);
          worked = kill;
        }
        server = serve(folder, port, temp.resolve("ready-" + kill));
      }
      load.rest();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(load.open()).as(load::left).isZero());
      ending = Ending.of(yard.workspace(MixedLoad.WORKSPACE));
      load.close();
    } finally {
      server.destroyForcibly().waitFor();
    }

    List<List<Fact>> lives = List.of(Journal.read(path));
    String how = "seed %d, %d kills".formatted(SEED, KILLS);
    assertThat(Judge.judge(lives, ending)).as(how).isEmpty();
    assertThat(ending.successes()).as(how).hasSizeGreaterThan(WORK * KILLS);
    for (Class<? extends Fact> kind : KINDS) {
      assertThat(lives.getFirst().stream().filter(kind::isInstance))
          .as("%s, %s", how, kind.getSimpleName())
          .hasSizeGreaterThan(WORK * KILLS);
    }
  }

  /** How much of each kind was done so far. */
  private static List<Long> done(Journal journal) {
    return KINDS.stream().map(journal::written).toList();
  }

  /** Waits until more than this was done of each kind. */
  private static void awaitMore(Journal journal, List<Long> before, long more) {
    for (int i = 0; i < KINDS.size(); i++) {
      Class<? extends Fact> kind = KINDS.get(i);
      long goal = before.get(i) + more;
      await()
          .alias("more than %d facts %s, of all %s".formatted(goal, kind, KINDS))
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> journal.written(kind) > goal);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts a server; returns when it serves. */
  private static Process serve(Path folder, int port, Path ready)
      throws IOException, InterruptedException {
    Path output = ready.resolveSibling(ready.getFileName() + ".out");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ServedFolder.class.getName(),
                folder.toString(),
                Integer.toString(port),
                ready.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!Files.exists(ready)) {
      if (!child.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("Expected a server, got: " + Files.readString(output));
      }
      child.waitFor(5, TimeUnit.MILLISECONDS);
    }
    return child;
  }
}
