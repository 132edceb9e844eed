package dev.yardmaster.core.graph;

import java.util.List;

/**
 * Tasks that wait for each other: all {@code members} of one strongly connected component, in the
 * order given, and one shortest {@code path} through the first of them.
 *
 * <p>Each task of the path depends on the next; first and last are the same task.
 */
public record Cycle<T>(List<T> path, List<T> members) {
  public Cycle {
    path = List.copyOf(path);
    members = List.copyOf(members);
  }
}
