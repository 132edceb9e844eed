package dev.yardmaster.core.graph;

import java.util.List;

/** Why the graph refused a call. Ids are the caller's own objects. */
public sealed interface GraphRefusal {
  /** Task lists in refusals name at most so many tasks; the text says how many there are. */
  int MAX_NAMED = 8;

  /** Expected, actual, next step. */
  String text();

  /** The call names a task that was never added or has been removed. */
  record UnknownTask(Object task) implements GraphRefusal {
    @Override
    public String text() {
      return "Expected task '%s' to be in the graph, but it was never added or has been removed; add it first"
          .formatted(task);
    }
  }

  /** A dependency is neither in the graph nor in the set being added. */
  record UnknownDependency(Object task, Object dependency) implements GraphRefusal {
    @Override
    public String text() {
      return "Expected dependency '%s' of task '%s' to be in the graph, but it is not; add it first or both with addAll"
          .formatted(dependency, task);
    }
  }

  /** The id is taken, by a task in the graph or by another one in the set being added. */
  record DuplicateTask(Object task) implements GraphRefusal {
    @Override
    public String text() {
      return "Expected a new id, but task '%s' is already there; choose another id, or remove the old task first"
          .formatted(task);
    }
  }

  /** The addition would make tasks wait for each other; the path's first and last are the same. */
  record ClosesCycle(List<?> path) implements GraphRefusal {
    public ClosesCycle {
      path = List.copyOf(path);
    }

    @Override
    public String text() {
      return "Expected dependencies without a cycle, but these wait for each other: %s; drop one of these dependencies"
          .formatted(shortened(path));
    }

    private static String shortened(List<?> path) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < path.size(); i++) {
        if (i == MAX_NAMED && path.size() > MAX_NAMED + 2) {
          text.append(" -> ... (").append(path.size() - MAX_NAMED - 1).append(" more)");
          i = path.size() - 1;
        }
        text.append(i == 0 ? "'" : " -> '").append(path.get(i)).append('\'');
      }
      return text.toString();
    }
  }

  /**
   * Only a ready task can complete; {@code waitingFor} names the first of its open dependencies.
   */
  record NotReady(Object task, List<?> waitingFor, int waitingForCount) implements GraphRefusal {
    public NotReady {
      waitingFor = List.copyOf(waitingFor);
    }

    @Override
    public String text() {
      return "Expected task '%s' to be READY, but it is WAITING for %d: %s; end those first"
          .formatted(task, waitingForCount, waitingFor);
    }
  }

  /** The task has ended; its end does not change. */
  record AlreadyEnded(Object task, GraphTaskState state) implements GraphRefusal {
    @Override
    public String text() {
      return "Expected task '%s' to be WAITING or READY, but it is %s; an end is final, so add a new task instead"
          .formatted(task, state);
    }
  }

  /** An open task cannot go while others wait for it: they could neither start nor end. */
  record StillNeeded(Object task, List<?> dependents, int dependentCount) implements GraphRefusal {
    public StillNeeded {
      dependents = List.copyOf(dependents);
    }

    @Override
    public String text() {
      return "Expected no task to wait for '%s', but %d do: %s; end '%s' (markCancelled skips them) or remove them first"
          .formatted(task, dependentCount, dependents, task);
    }
  }

  /** The graph is full. */
  record LimitReached(String of, int limit) implements GraphRefusal {
    @Override
    public String text() {
      return "Expected at most %d %s in one graph, but this would be more; remove tasks that have ended"
          .formatted(limit, of);
    }
  }

  /** The estimate of a task, or the sum of a path that begins with it, is out of range. */
  record InvalidEstimate(Object task, String actual) implements GraphRefusal {
    @Override
    public String text() {
      return "Expected an estimate of task '%s' from zero to 292 years, alone and summed along its path, but it is %s; correct the estimates"
          .formatted(task, actual);
    }
  }
}
