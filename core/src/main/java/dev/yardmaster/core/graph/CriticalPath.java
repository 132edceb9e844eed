package dev.yardmaster.core.graph;

import java.time.Duration;
import java.util.List;

/**
 * The chain of dependent tasks with the greatest sum of estimated durations, first task first.
 *
 * <p>No number of agents finishes the graph sooner than {@code length}.
 */
public record CriticalPath<T>(List<T> tasks, Duration length) {
  public CriticalPath {
    tasks = List.copyOf(tasks);
  }
}
