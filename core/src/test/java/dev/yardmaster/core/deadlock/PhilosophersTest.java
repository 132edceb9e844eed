package dev.yardmaster.core.deadlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.wait.WaitEvent;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** R54, S11: dining philosophers whose forks are locks, permits, tasks and replies. */
final class PhilosophersTest {
  private static final int TABLES_PER_SIZE = 4;
  private static final int ROUNDS = 10_000;

  @Test
  void everyCycleOfTwoToFiftyIsRefusedInItsClosingCommandWhateverItIsMadeOf() {
    Map<PhilosopherTable.Edge, Integer> closing = new EnumMap<>(PhilosopherTable.Edge.class);
    for (int seats = 2; seats <= 50; seats++) {
      for (int seed = 0; seed < TABLES_PER_SIZE; seed++) {
        Random random = new Random(seats * 1_000L + seed);
        PhilosopherTable table = new PhilosopherTable(seats, random);
        PhilosopherTable.Edge last = table.waitInRandomOrder();
        table.checkRefused("%d seats, seed %d".formatted(seats, seed));
        table.finish();
        closing.merge(last, 1, Integer::sum);
      }
    }
    assertThat(closing.keySet())
        .as("closed by %s", closing)
        .containsExactly(PhilosopherTable.Edge.values());
  }

  @Test
  void tenThousandRoundsThatTakeForksInOneOrderMakeNoVictim() {
    Yard yard = new Yard(new ShardHarness(false));
    OrderedRounds rounds = new OrderedRounds(yard, new Random(7));
    for (int round = 0; round < ROUNDS; round++) {
      rounds.play();
    }
    assertThat(rounds.waits()).as("waits that began").isGreaterThan(ROUNDS);
    assertThat(rounds.awaits()).as("waits for tasks").isGreaterThan(ROUNDS / 10);
    assertThat(rounds.asked()).as("waits for replies").isGreaterThan(ROUNDS / 10);
    assertThat(yard.shard.allEvents()).noneMatch(WaitEvent.DeadlockDetected.class::isInstance);
  }
}
