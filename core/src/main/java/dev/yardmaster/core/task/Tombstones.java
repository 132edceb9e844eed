package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What remains of tasks that left memory (R23): enough to honour dependencies on them and to refuse
 * their ids to all but their plan. The oldest go first beyond {@link #MAX} or {@link #KEPT_MILLIS}.
 */
public final class Tombstones {
  public static final int MAX = 1_000_000;
  public static final long KEPT_MILLIS = 30L * 24 * 3600 * 1000;

  private final Map<Long, TombstoneRestored> stones = new LinkedHashMap<>();
  private long hash;

  public @Nullable TombstoneRestored find(TaskId id) {
    return stones.get(SpecHash.of(id));
  }

  /** What remains of a task of this plan, or null; that of any other counts as none. */
  @Nullable TombstoneRestored find(TaskId id, PlanId plan) {
    TombstoneRestored stone = find(id);
    return stone != null && stone.planHash() == SpecHash.of(plan) ? stone : null;
  }

  public int size() {
    return stones.size();
  }

  long hash() {
    return hash;
  }

  void add(TombstoneRestored stone) {
    TombstoneRestored before = stones.put(stone.idHash(), stone);
    hash += hash(stone) - (before == null ? 0 : hash(before));
    trim(stone.sinceMillis());
  }

  private void trim(long nowMillis) {
    while (!stones.isEmpty()) {
      TombstoneRestored oldest = stones.values().iterator().next();
      if (stones.size() <= MAX && nowMillis - oldest.sinceMillis() <= KEPT_MILLIS) {
        return;
      }
      stones.remove(oldest.idHash());
      hash -= hash(oldest);
    }
  }

  void remove(TaskId id) {
    TombstoneRestored stone = stones.remove(SpecHash.of(id));
    if (stone != null) {
      hash -= hash(stone);
    }
  }

  void snapshot(Consumer<Event> sink) {
    stones.values().forEach(sink);
  }

  void verify(List<String> problems) {
    long sum = 0;
    for (TombstoneRestored stone : stones.values()) {
      sum += hash(stone);
    }
    if (sum != hash) {
      problems.add("S4: tombstones hash to %x, expected %x".formatted(sum, hash));
    }
  }

  private static long hash(TombstoneRestored stone) {
    long h = Hashing.fold(stone.idHash(), stone.contentHash());
    h = Hashing.fold(Hashing.fold(h, stone.outcome()), stone.sinceMillis());
    return stone.planHash() == 0 ? h : Hashing.fold(h, stone.planHash());
  }
}
