package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.machine.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The state hash knows all of the state (S4): a node that differs in one value is found out.
 *
 * <p>Snapshots of states in the midst of things are altered in one value at a time and restored.
 */
final class StateHashTest {
  private static final int WORLDS = Integer.getInteger("yardmaster.worlds", 8);
  private static final int STEPS = 150;

  /** So many values are altered at the least, or the worlds hold too little. */
  private static final int LEAST = 300;

  /** What is no state, and decides nothing. */
  private static final Set<String> NO_STATE =
      Set.of(
          "ShardRestored.now.Now.stateMillis", // every record brings its own
          "ShardRestored.now.Now.wallMillis",
          "RequestAnswered.key.RequestKey.lowestUnanswered", // ClientSessionRestored tells it
          "WorkspacePaused.by", // nobody keeps it
          "AwaitedRestored.epoch.FencingToken.value"); // known to verify() alone

  @Test
  void everyValueOfASnapshotIsInTheHashOfTheStateThatItMakes() {
    Set<String> seen = new TreeSet<>();
    Set<String> noticed = new TreeSet<>();
    for (long seed = 0; seed < WORLDS; seed++) {
      ShardState state = new RandomWorld(seed, new CommandCoverage()).after(STEPS);
      alterEach(state, seen, noticed);
    }
    assertThat(seen).hasSizeGreaterThan(WORLDS < 8 ? 0 : LEAST);
    seen.removeAll(noticed);
    assertThat(seen).as("values that are not in the hash").isEmpty();
  }

  /** Alters each value of which it is not known yet that a change of it is noticed. */
  private static void alterEach(ShardState state, Set<String> seen, Set<String> noticed) {
    List<LogRecord.Entry> entries = new ArrayList<>();
    state.snapshot(entries::add);
    for (int e = 0; e < entries.size(); e++) {
      LogRecord.Entry entry = entries.get(e);
      for (int i = 0; i < entry.events().size(); i++) {
        for (Altered altered : Altered.of((Record) entry.events().get(i))) {
          if (noticed.contains(altered.path()) || NO_STATE.contains(altered.path())) {
            continue;
          }
          List<Event> events = new ArrayList<>(entry.events());
          events.set(i, (Event) altered.value());
          List<LogRecord.Entry> other = new ArrayList<>(entries);
          other.set(e, new LogRecord.Entry(entry.workspace(), entry.principal(), events));
          ShardState copy = restored(other);
          if (copy != null) {
            seen.add(altered.path());
            if (copy.hash() != state.hash()) {
              noticed.add(altered.path());
            }
          }
        }
      }
    }
  }

  /** Null for what contradicts itself, which is refused: better still. */
  private static @Nullable ShardState restored(List<LogRecord.Entry> snapshot) {
    ShardState copy = new ShardState();
    try {
      copy.restore(snapshot);
      copy.finishRestore();
      return copy;
    } catch (RuntimeException e) {
      return null;
    }
  }
}
