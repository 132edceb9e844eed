package dev.yardmaster.core.conflict;

import dev.yardmaster.core.machine.Hashing;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many conflicts there have been, by kind and by strategy, and how long they took. */
public final class ConflictCounts {
  private final SortedMap<String, Long> reported = new TreeMap<>();
  private final SortedMap<String, Long> resolved = new TreeMap<>();
  private long openMillis;

  /** Reports by kind of subject. */
  public SortedMap<String, Long> reported() {
    return Collections.unmodifiableSortedMap(reported);
  }

  /** Resolutions by strategy; those beyond the first hundred names as {@code others}. */
  public SortedMap<String, Long> resolved() {
    return Collections.unmodifiableSortedMap(resolved);
  }

  /** Milliseconds from report to resolution, over all that were resolved. */
  public long openMillis() {
    return openMillis;
  }

  void countReport(Subject subject) {
    reported.merge(subject.kind(), 1L, Long::sum);
  }

  void countResolution(String how, long millis) {
    boolean room = resolved.containsKey(how) || resolved.size() < ConflictLimits.MAX_COUNTED;
    resolved.merge(room ? how : "others", 1L, Long::sum);
    openMillis += millis;
  }

  void restore(ConflictEvent.ConflictCountsRestored from) {
    reported.putAll(from.reported());
    resolved.putAll(from.resolved());
    openMillis = from.openMillis();
  }

  boolean isEmpty() {
    return reported.isEmpty();
  }

  ConflictEvent.ConflictCountsRestored restored() {
    return new ConflictEvent.ConflictCountsRestored(reported, resolved, openMillis);
  }

  long hash() {
    return fold(resolved, fold(reported, Hashing.fold(85, openMillis)));
  }

  private static long fold(SortedMap<String, Long> counts, long hash) {
    long h = hash;
    for (var entry : counts.entrySet()) {
      h = Hashing.fold(Hashing.fold(h, entry.getKey()), entry.getValue());
    }
    return h;
  }
}
