package dev.yardmaster.core.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * A task to be added: its id and what it depends on, in the order declared, repetitions dropped.
 *
 * <p>Naming one dependency with both conditions is allowed; the stricter one decides.
 */
public record GraphTask<T>(T id, List<Dependency<T>> dependencies) {
  public GraphTask {
    Objects.requireNonNull(id, "id");
    dependencies =
        List.copyOf(dependencies.size() > 1 ? new LinkedHashSet<>(dependencies) : dependencies);
  }

  /** A task that depends on the success of each of the given ones. */
  @SafeVarargs
  public static <T> GraphTask<T> of(T id, T... dependencies) {
    List<Dependency<T>> edges = new ArrayList<>(dependencies.length);
    for (T dependency : dependencies) {
      edges.add(Dependency.onSuccess(dependency));
    }
    return new GraphTask<>(id, edges);
  }

  /** The same task, also waiting for {@code dependency} to succeed. */
  public GraphTask<T> after(T dependency) {
    return with(Dependency.onSuccess(dependency));
  }

  /** The same task, also waiting for {@code dependency} to end in any way. */
  public GraphTask<T> afterEndOf(T dependency) {
    return with(Dependency.onCompletion(dependency));
  }

  private GraphTask<T> with(Dependency<T> dependency) {
    List<Dependency<T>> more = new ArrayList<>(dependencies);
    more.add(dependency);
    return new GraphTask<>(id, more);
  }
}
