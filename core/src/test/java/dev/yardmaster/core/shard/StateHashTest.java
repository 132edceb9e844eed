package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.machine.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The state hash knows all of the state (S4): a node that differs in one value is found out.
 *
 * <p>Snapshots of states in the midst of things are altered in one value at a time and restored.
 */
final class StateHashTest {
  private static final int WORLDS = 16;
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

  /** So often is the same value of the same kind of event altered in one world. */
  private static final int EACH = 3;

  @Test
  void everyValueOfASnapshotIsInTheHashOfTheStateThatItMakes() {
    Map<String, Integer> seen = new TreeMap<>();
    Map<String, Integer> noticed = new TreeMap<>();
    for (long seed = 0; seed < WORLDS; seed++) {
      ShardState state = new RandomWorld(seed, new CommandCoverage()).after(STEPS);
      alterEach(state, seen, noticed);
    }
    TreeSet<String> blind = new TreeSet<>(seen.keySet());
    assertThat(blind).hasSizeGreaterThan(LEAST);
    blind.removeAll(noticed.keySet());
    blind.removeAll(NO_STATE);
    assertThat(blind).as("of %d values", seen.size()).isEmpty();
  }

  private static void alterEach(
      ShardState state, Map<String, Integer> seen, Map<String, Integer> noticed) {
    List<LogRecord.Entry> entries = new ArrayList<>();
    state.snapshot(entries::add);
    Map<String, Integer> here = new TreeMap<>();
    for (int e = 0; e < entries.size(); e++) {
      LogRecord.Entry entry = entries.get(e);
      for (int i = 0; i < entry.events().size(); i++) {
        for (Altered altered : Altered.of((Record) entry.events().get(i))) {
          if (here.merge(altered.path(), 1, Integer::sum) > EACH) {
            continue;
          }
          List<Event> events = new ArrayList<>(entry.events());
          events.set(i, (Event) altered.value());
          List<LogRecord.Entry> other = new ArrayList<>(entries);
          other.set(e, new LogRecord.Entry(entry.workspace(), entry.principal(), events));
          tell(altered.path(), state.hash(), other, seen, noticed);
        }
      }
    }
  }

  private static void tell(
      String path,
      long hash,
      List<LogRecord.Entry> altered,
      Map<String, Integer> seen,
      Map<String, Integer> noticed) {
    ShardState copy = new ShardState();
    try {
      copy.restore(altered);
      copy.finishRestore();
    } catch (RuntimeException e) {
      return; // what contradicts itself is refused, which is better still
    }
    seen.merge(path, 1, Integer::sum);
    if (copy.hash() != hash) {
      noticed.merge(path, 1, Integer::sum);
    }
  }
}
