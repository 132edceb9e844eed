package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * S1 on the simulated disk: whatever was acknowledged is there after every power loss, at the same
 * index, and nothing appears that was not appended.
 */
@ExtendWith(QuietLogging.class)
final class PowerLossTest {
  private static final FileLogOptions TINY =
      new FileLogOptions(2_048, 1_024, 2_048, 600, 16, 1_000);
  private static final int SEEDS = 500;
  private static final int LIVES = 6;

  @Test
  void everyAcknowledgedRecordSurvivesPowerLossAtAnyOperation() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Run(seed).live();
      } catch (AssertionError | RuntimeException | LogException e) {
        throw new AssertionError("Seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One disk through several lives, each ended by a power loss or a crash of the process. */
  private static final class Run {
    private final Random random;
    private final SimulatedStorage storage = new SimulatedStorage();
    private final List<String> proposed = new ArrayList<>();
    private int life;
    private long acknowledged;
    private long snapshotAt;

    Run(long seed) {
      this.random = new Random(seed);
    }

    void live() throws LogException {
      for (life = 0; life < LIVES; life++) {
        storage.powerFailsAfter(random.nextInt(160));
        try {
          oneLife();
        } catch (LogException e) {
          assertThat(e).hasMessageContaining("power lost");
        }
        if (random.nextInt(4) == 0) {
          storage.processCrash();
        } else {
          storage.powerLoss(random);
        }
      }
      storage.powerFailsAfter(Long.MAX_VALUE);
      check(FileLog.open(storage, TINY));
    }

    private void oneLife() throws LogException {
      FileLog log = FileLog.open(storage, TINY);
      check(log);
      int turns = random.nextInt(40);
      for (int turn = 0; turn < turns; turn++) {
        List<CompletableFuture<Long>> stages = new ArrayList<>();
        int group = 1 + random.nextInt(4);
        for (int i = 0; i < group; i++) {
          // The length varies with the index; frames cross sectors, groups and segments.
          String text = "r" + (proposed.size() + 1) + "/" + life;
          proposed.add(text);
          stages.add(log.append(padded(text)).toCompletableFuture());
        }
        boolean more = true;
        while (more && !stages.getLast().isDone()) {
          more = log.turn(0);
        }
        for (CompletableFuture<Long> stage : stages) {
          if (!stage.isCompletedExceptionally()) {
            assertThat(stage.join()).isEqualTo(acknowledged + 1);
            acknowledged++;
          }
        }
        if (stages.getLast().isCompletedExceptionally()) {
          return;
        }
        maybeSnapshot(log);
      }
    }

    private void maybeSnapshot(FileLog log) throws LogException {
      if (random.nextInt(12) == 0 && log.lastIndex() > 0) {
        long index = log.lastIndex();
        log.saveSnapshot(index, sink -> sink.add(bytes("state " + index)));
        snapshotAt = index;
        log.compact(index);
      }
    }

    private static byte[] padded(String text) {
      return bytes(text + "x".repeat(Math.floorMod(text.hashCode() * 31, 300)));
    }

    private void check(FileLog log) throws LogException {
      RecordingListener listener = new RecordingListener();
      log.startStopped(listener);
      long last = log.lastIndex();
      assertThat(last).as("records kept").isGreaterThanOrEqualTo(acknowledged);
      assertThat(last).as("records known").isLessThanOrEqualTo(proposed.size());
      assertThat(listener.restoredAt()).as("snapshot").isGreaterThanOrEqualTo(snapshotAt);
      for (long i = listener.restoredAt() + 1; i <= last; i++) {
        byte[] found = listener.records().get((int) (i - listener.restoredAt() - 1));
        assertThat(found).as("record " + i).isEqualTo(padded(proposed.get((int) i - 1)));
      }
      // What was never acknowledged may have landed; from now on it counts.
      acknowledged = last;
      proposed.subList((int) last, proposed.size()).clear();
    }
  }
}
