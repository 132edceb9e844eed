package dev.yardmaster.client.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.Yardmaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mixed load killed with SIGKILL at random moments of its life, also while it opens the folder.
 *
 * <p>{@code -Dyardmaster.kills=50 -Dyardmaster.seed=7} for more, or for other moments.
 */
final class KilledMixedLoadTest {
  private static final int KILLS = Integer.getInteger("yardmaster.kills", 5);
  private static final long SEED = Long.getLong("yardmaster.seed", 1);

  private static final int MOST_BYTES = 120_000;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  @Test
  void S1_S2_S7_S8_S12_S13_S14_S16_S17_S18_holdHoweverOftenTheProcessIsKilled(@TempDir Path temp)
      throws Exception {
    Path folder = temp.resolve("data");
    Random random = new Random(SEED);
    List<Path> journals = new ArrayList<>();
    Path former = temp.resolve("none");
    for (int life = 1; life <= KILLS; life++) {
      Path journal = temp.resolve("journal-" + life);
      journals.add(journal);
      // Every fifth is killed early: the folder is being opened, or repaired.
      long bytes = life % 5 == 0 ? 0 : 1 + random.nextInt(MOST_BYTES);
      liveAndDie(folder, journal, "life" + life, random.nextLong(), former, bytes);
      former = journal;
    }

    Path last = temp.resolve("journal-last");
    journals.add(last);
    Ending ending;
    try (Yardmaster yard = Yardmaster.open(folder);
        Journal journal = Journal.create(last)) {
      try (MixedLoad peace = MixedLoad.begin(yard, journal, "last", SEED)) {
        await().atMost(Duration.ofMinutes(3)).until(() -> peace.open() == 0);
      }
      ending = Ending.of(yard.workspace(MixedLoad.WORKSPACE));
    }

    List<List<Fact>> lives = new ArrayList<>();
    for (Path journal : journals) {
      lives.add(Journal.read(journal));
    }
    String how = "seed %d, %d kills".formatted(SEED, KILLS);
    assertThat(Judge.judge(lives, ending)).as(how).isEmpty();
    assertThat(ending.successes()).as(how).hasSizeGreaterThan(10 * KILLS);
    for (Class<? extends Fact> kind : List.of(Fact.Locked.class, Fact.Acked.class)) {
      assertThat(lives.stream().flatMap(List::stream).filter(kind::isInstance))
          .as("%s, %s", how, kind.getSimpleName())
          .hasSizeGreaterThan(10 * KILLS);
    }
  }

  /** Starts a child and kills it once its journal has this many bytes. */
  private static void liveAndDie(
      Path folder, Path journal, String life, long seed, Path former, long bytes)
      throws IOException, InterruptedException {
    Path output = journal.resolveSibling(life + ".out");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                MixedLoad.class.getName(),
                folder.toString(),
                journal.toString(),
                life,
                Long.toString(seed),
                former.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      // The journal is created first and the folder opened then: no byte is a moment as well.
      while (!Files.exists(journal) || Files.size(journal) < bytes) {
        if (!child.isAlive() || System.nanoTime() > deadline) {
          throw new AssertionError(
              "Expected %s to write %d bytes, but it %s: %s"
                  .formatted(
                      life,
                      bytes,
                      child.isAlive() ? "hangs" : "ended by itself",
                      Files.readString(output)));
        }
        child.waitFor(2, TimeUnit.MILLISECONDS);
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
