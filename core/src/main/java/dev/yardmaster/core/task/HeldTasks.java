package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.FencingToken;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks each session holds, how many of them use a slot, and how many wait for others;
 * derived from states.
 */
final class HeldTasks {
  private final Map<FencingToken, OfSession> held = new HashMap<>();
  private final Map<FencingToken, Integer> awaiting = new HashMap<>();
  private int busySessions;
  private int busySlots;

  /** What one session holds. */
  private static final class OfSession {
    private final LinkedHashSet<Task> tasks = new LinkedHashSet<>(4);
    private int busy;
  }

  Collection<Task> of(FencingToken session) {
    OfSession of = held.get(session);
    return of == null ? Set.of() : Collections.unmodifiableCollection(of.tasks);
  }

  int count(FencingToken session) {
    OfSession of = held.get(session);
    return of == null ? 0 : of.tasks.size();
  }

  /** All but those that wait for the end of another (R54). */
  int slotsInUse(FencingToken session) {
    return count(session) - awaiting.getOrDefault(session, 0);
  }

  /** Those that run, those being cancelled included, those that wait for others not. */
  int started(FencingToken session) {
    OfSession of = held.get(session);
    return of == null ? 0 : of.busy;
  }

  /** Sessions of which a task is {@link #started}. */
  int busySessions() {
    return busySessions;
  }

  /** {@link #started} tasks of all sessions. */
  int busySlots() {
    return busySlots;
  }

  void add(FencingToken session, Task task) {
    OfSession of = held.computeIfAbsent(session, s -> new OfSession());
    of.tasks.addLast(task);
    look(of, task, usesSlot(task));
  }

  void remove(FencingToken session, Task task) {
    @Nullable OfSession of = held.get(session);
    if (of != null && of.tasks.remove(task)) {
      look(of, task, false);
      if (of.tasks.isEmpty()) {
        held.remove(session);
      }
    }
  }

  /** One task more, or less, of the session waits for another. */
  void awaits(FencingToken session, Task task, int by) {
    awaiting.merge(session, by, (a, b) -> a + b == 0 ? null : a + b);
    @Nullable OfSession of = held.get(session);
    if (of != null) {
      look(of, task, usesSlot(task));
    }
  }

  private void look(OfSession of, Task task, boolean uses) {
    if (task.usesSlot() == uses) {
      return;
    }
    task.usesSlot(uses);
    int by = uses ? 1 : -1;
    boolean before = of.busy > 0;
    of.busy += by;
    busySlots += by;
    if (before != of.busy > 0) {
      busySessions += by;
    }
  }

  private static boolean usesSlot(Task task) {
    return task.state() instanceof TaskState.Held held
        && !(held instanceof TaskState.Assigned)
        && !task.isAwaiting();
  }

  /** Adds what a count of all tasks says otherwise. */
  void verify(List<String> problems) {
    int slots = 0;
    int sessions = 0;
    for (OfSession of : held.values()) {
      int busy = 0;
      for (Task task : of.tasks) {
        busy += usesSlot(task) ? 1 : 0;
      }
      slots += busy;
      sessions += busy > 0 ? 1 : 0;
    }
    if (slots != busySlots || sessions != busySessions) {
      problems.add(
          "R82: %d sessions use %d slots, counted %d and %d"
              .formatted(sessions, slots, busySessions, busySlots));
    }
  }
}
