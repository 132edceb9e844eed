package dev.yardmaster.core.graph;

import java.util.List;

/** What one call moved, each list in insertion order: tasks now ready, and tasks now skipped. */
public record GraphChange<T>(List<T> ready, List<T> skipped) {
  public GraphChange {
    ready = List.copyOf(ready);
    skipped = List.copyOf(skipped);
  }
}
