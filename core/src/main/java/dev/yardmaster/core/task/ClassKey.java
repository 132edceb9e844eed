package dev.yardmaster.core.task;

import java.util.SortedMap;
import java.util.SortedSet;

/** What makes tasks alike for placement: the capabilities and labels they ask of an agent (R30). */
public record ClassKey(SortedSet<String> capabilities, SortedMap<String, String> selector) {
  /** Most classes of a workspace at once. */
  public static final int MAX_CLASSES = 1_000;

  public static ClassKey of(TaskSpec spec) {
    return new ClassKey(spec.requirements().capabilities(), spec.requirements().selector());
  }
}
