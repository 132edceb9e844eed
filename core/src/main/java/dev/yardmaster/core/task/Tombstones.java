package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What remains of tasks that left memory (R23): enough to honour dependencies on them and to refuse
 * their ids to all but their plan. The oldest go first beyond {@link #MAX} or {@link #KEPT_MILLIS}.
 *
 * <p>A ring of the stones in order of coming, with an open-addressed index over it (linear probing,
 * at most half full), all in arrays of numbers: a million stones take 60 MB, less than half of a
 * linked hash map, and no object. Looking for an id that was never used costs one cache miss; it is
 * done for each new task.
 */
public final class Tombstones {
  public static final int MAX = 1_000_000;
  public static final long KEPT_MILLIS = 30L * 24 * 3600 * 1000;

  private static final TaskState.Name[] OUTCOMES = TaskState.Name.values();
  private static final byte REMOVED = -1;

  // The ring. The stone with number n, counted from the first ever, is at n modulo the length.
  private long[] ids = new long[16];
  private long[] contents = new long[16];
  private long[] since = new long[16];
  private long[] plans = new long[16];
  private byte[] outcomes = new byte[16];
  private long oldest;
  private long next;

  // The index: id hashes, and the place in the ring plus one, or 0 where there is none.
  private long[] keys = new long[32];
  private int[] places = new int[32];

  private int size;
  private long hash;

  public @Nullable TombstoneRestored find(TaskId id) {
    int at = indexOf(SpecHash.of(id));
    return at < 0 ? null : stone(places[at] - 1);
  }

  /** What remains of a task of this plan, or null; that of any other counts as none. */
  @Nullable TombstoneRestored find(TaskId id, PlanId plan) {
    TombstoneRestored stone = find(id);
    return stone != null && stone.planHash() == SpecHash.of(plan) ? stone : null;
  }

  public int size() {
    return size;
  }

  /** Stones it has room for before it must grow. */
  int capacity() {
    return ids.length;
  }

  long hash() {
    return hash;
  }

  void add(TombstoneRestored stone) {
    remove(stone.idHash());
    if (next - oldest == ids.length) {
      rebuild();
    }
    put(stone);
    hash += hash(stone);
    trim(stone.sinceMillis());
  }

  void remove(TaskId id) {
    if (size > 0) {
      remove(SpecHash.of(id));
    }
  }

  void snapshot(Consumer<Event> sink) {
    forEach(sink::accept);
  }

  void verify(List<String> problems) {
    long[] sum = new long[2];
    forEach(stone -> {
      sum[0] += hash(stone);
      sum[1]++;
    });
    if (sum[0] != hash || sum[1] != size) {
      problems.add(
          "S4: %d tombstones hash to %x, expected %d and %x".formatted(sum[1], sum[0], size, hash));
    }
  }

  private void trim(long nowMillis) {
    while (oldest < next) {
      int place = place(oldest);
      boolean removed = outcomes[place] == REMOVED;
      if (!removed && size <= MAX && nowMillis - since[place] <= KEPT_MILLIS) {
        return;
      }
      if (!removed) {
        remove(ids[place]);
      }
      oldest++;
    }
  }

  private void put(TombstoneRestored stone) {
    int place = place(next++);
    ids[place] = stone.idHash();
    contents[place] = stone.contentHash();
    since[place] = stone.sinceMillis();
    plans[place] = stone.planHash();
    outcomes[place] = code(stone.outcome());
    int at = home(stone.idHash());
    while (places[at] != 0) {
      at = after(at);
    }
    keys[at] = stone.idHash();
    places[at] = place + 1;
    size++;
  }

  private void remove(long idHash) {
    int at = indexOf(idHash);
    if (at < 0) {
      return;
    }
    int place = places[at] - 1;
    hash -= hash(stone(place));
    outcomes[place] = REMOVED;
    size--;
    close(at);
  }

  /** Empties a slot of the index and moves up those behind it that would not be found any more. */
  private void close(int emptied) {
    int gap = emptied;
    for (int at = after(gap); places[at] != 0; at = after(at)) {
      int mask = keys.length - 1;
      boolean reachable = ((at - home(keys[at])) & mask) < ((at - gap) & mask);
      if (!reachable) {
        keys[gap] = keys[at];
        places[gap] = places[at];
        gap = at;
      }
    }
    places[gap] = 0;
  }

  private int indexOf(long idHash) {
    int at = home(idHash);
    while (places[at] != 0) {
      if (keys[at] == idHash) {
        return at;
      }
      at = after(at);
    }
    return -1;
  }

  private int home(long idHash) {
    return (int) idHash & (keys.length - 1); // an id hash is well mixed already
  }

  private int after(int at) {
    return (at + 1) & (keys.length - 1);
  }

  private int place(long number) {
    return (int) number & (ids.length - 1);
  }

  /** Makes room: leaves the removed behind, and doubles when more than half remain. */
  private void rebuild() {
    Tombstones larger = new Tombstones();
    int length = size > ids.length / 2 ? 2 * ids.length : ids.length;
    larger.ids = new long[length];
    larger.contents = new long[length];
    larger.since = new long[length];
    larger.plans = new long[length];
    larger.outcomes = new byte[length];
    larger.keys = new long[2 * length];
    larger.places = new int[2 * length];
    forEach(larger::put);
    ids = larger.ids;
    contents = larger.contents;
    since = larger.since;
    plans = larger.plans;
    outcomes = larger.outcomes;
    keys = larger.keys;
    places = larger.places;
    oldest = 0;
    next = size;
  }

  private void forEach(Consumer<TombstoneRestored> action) {
    for (long number = oldest; number < next; number++) {
      if (outcomes[place(number)] != REMOVED) {
        action.accept(stone(place(number)));
      }
    }
  }

  private TombstoneRestored stone(int place) {
    return new TombstoneRestored(
        ids[place], contents[place], OUTCOMES[outcomes[place]], since[place], plans[place]);
  }

  @SuppressWarnings("EnumOrdinal") // an array index within one run, never stored
  private static byte code(TaskState.Name outcome) {
    return (byte) outcome.ordinal();
  }

  private static long hash(TombstoneRestored stone) {
    long h = Hashing.fold(stone.idHash(), stone.contentHash());
    h = Hashing.fold(Hashing.fold(h, stone.outcome()), stone.sinceMillis());
    return stone.planHash() == 0 ? h : Hashing.fold(h, stone.planHash());
  }
}
