package dev.yardmaster.core.workspace;

import dev.yardmaster.core.conflict.ConflictTable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Conflicts in numbers, since the workspace was created.
 *
 * @param reported reports by kind: RESOURCE, ASSIGNMENT, DEPENDENCY, OUTPUT
 * @param resolved resolutions by the strategy that decided
 * @param meanMillis from report to resolution on average; 0 before the first
 */
public record ConflictStats(
    int open, SortedMap<String, Long> reported, SortedMap<String, Long> resolved, long meanMillis) {
  public ConflictStats {
    reported = Collections.unmodifiableSortedMap(new TreeMap<>(reported));
    resolved = Collections.unmodifiableSortedMap(new TreeMap<>(resolved));
  }

  static ConflictStats of(ConflictTable conflicts) {
    long all = conflicts.counts().resolved().values().stream().mapToLong(Long::longValue).sum();
    return new ConflictStats(
        conflicts.open().size(),
        conflicts.counts().reported(),
        conflicts.counts().resolved(),
        all == 0 ? 0 : conflicts.counts().openMillis() / all);
  }
}
