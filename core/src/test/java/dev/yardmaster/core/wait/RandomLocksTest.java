package dev.yardmaster.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * After every random command of sessions the core and a plain model agree on the reply, on who
 * holds and awaits what, and on how waits ended (R50-R52, R54, S7-S11).
 *
 * <p>{@code -Dyardmaster.seed=N} begins with another seed, {@code -Dyardmaster.commands=N} plays
 * more.
 */
final class RandomLocksTest {
  /** Each seed plays so many, so that a failure repeats soon. */
  private static final int PER_SEED = 1_000;

  private static final int COMMANDS = Integer.getInteger("yardmaster.commands", 50_000);

  @Test
  void theCoreAgreesWithAPlainModelAfterEveryCommand() {
    Map<String, Integer> seen = new TreeMap<>();
    long first = Long.getLong("yardmaster.seed", 50_000L);
    for (int done = 0; done < COMMANDS; done += PER_SEED) {
      play(first + done / PER_SEED, Math.min(PER_SEED, COMMANDS - done), seen);
    }
    if (COMMANDS >= 20 * PER_SEED) {
      Set<String> gaps = new TreeSet<>(ComparedYard.EXPECTED);
      gaps.removeAll(seen.keySet());
      assertThat(gaps).as("never seen, of %s", seen).isEmpty();
    }
  }

  private static void play(long seed, int commands, Map<String, Integer> seen) {
    ComparedYard world = new ComparedYard(seed, seen);
    try {
      world.play(commands);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed %d step %d; repeat with ./build -o -q test -pl core -Dtest=RandomLocksTest -Dyardmaster.seed=%d -Dyardmaster.commands=%d%nat %s: %s%n%s"
              .formatted(
                  seed,
                  world.step(),
                  seed,
                  PER_SEED,
                  world.lastCommand(),
                  failure.getMessage(),
                  world.pictures()),
          failure);
    }
  }
}
