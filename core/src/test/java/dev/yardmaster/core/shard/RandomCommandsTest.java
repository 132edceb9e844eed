package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random commands of every kind against the plainest model (S4, S7, S8, S10, S12-S16, L3).
 *
 * <p>{@code -Dyardmaster.seed=N} begins with another seed, {@code -Dyardmaster.runs=N} plays more.
 */
final class RandomCommandsTest {
  private static final int RUNS = Integer.getInteger("yardmaster.runs", 120);
  private static final int STEPS = 500;

  @Test
  void everyPromiseHoldsAfterEveryRandomCommand() {
    CommandCoverage coverage = new CommandCoverage();
    long first = Long.getLong("yardmaster.seed", 40_000L);
    for (long seed = first; seed < first + RUNS; seed++) {
      play(seed, new RandomWorld(seed, coverage));
    }
    assertThat(RUNS < 20 || coverage.gaps().isEmpty())
        .as("%s of %s", coverage.gaps(), coverage)
        .isTrue();
  }

  @Test
  void everyPromiseHoldsWhateverFallsBetweenTheStepsOfACascade() {
    CommandCoverage coverage = new CommandCoverage();
    long first = Long.getLong("yardmaster.seed", 40_000L);
    int interrupted = 0;
    for (long seed = first; seed < first + RUNS; seed++) {
      RandomWorld world = RandomWorld.interleaved(seed, coverage);
      play(seed, world);
      interrupted += world.interrupted();
    }
    assertThat(interrupted).as("steps that left a cascade unfinished").isGreaterThan(RUNS);
    List<String> gaps = coverage.gapsOfCommands();
    assertThat(RUNS < 20 || gaps.isEmpty()).as("%s", gaps).isTrue();
  }

  private static void play(long seed, RandomWorld world) {
    try {
      world.play(STEPS);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed %d; repeat with ./build -o -q test -pl core -Dtest=RandomCommandsTest -Dyardmaster.seed=%d -Dyardmaster.runs=1%nat %s: %s"
              .formatted(seed, seed, world.lastCommand(), failure.getMessage()),
          failure);
    }
  }
}
