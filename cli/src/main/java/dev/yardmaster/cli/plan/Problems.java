package dev.yardmaster.cli.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The problems found so far in one file. Bounded: the {@value #MAX_SHOWN} that come first in the
 * file are kept, the others counted. Used by one thread.
 */
final class Problems {

  /** How many problems of one file are shown. */
  static final int MAX_SHOWN = 20;

  private record Found(PlanProblem problem, int order) {}

  private static final Comparator<Found> BY_PLACE =
      Comparator.comparing((Found found) -> found.problem().at()).thenComparingInt(Found::order);

  private final String file;
  private final PriorityQueue<Found> lastFirst = new PriorityQueue<>(BY_PLACE.reversed());
  private int count;

  Problems(String file) {
    this.file = file;
  }

  void add(SourceMark at, String message) {
    lastFirst.add(new Found(new PlanProblem(file, at, message), count++));
    if (lastFirst.size() > MAX_SHOWN) {
      lastFirst.remove();
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  PlanReading.Refused refused() {
    List<Found> found = new ArrayList<>(lastFirst);
    found.sort(BY_PLACE);
    return new PlanReading.Refused(
        found.stream().map(Found::problem).toList(), count - found.size());
  }
}
