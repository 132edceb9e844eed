package dev.yardmaster.core.placement;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Agents that serve exactly the same classes; those that would take a task now, in order. */
final class AgentGroup {
  final Set<TaskClass> classes;
  private final TreeSet<AgentSlot> available;
  private final TreeSet<AgentSlot> roomToRun;
  int members;

  AgentGroup(Set<TaskClass> classes, Comparator<AgentSlot> order) {
    this.classes = new LinkedHashSet<>(classes);
    this.available = new TreeSet<>(order);
    this.roomToRun = new TreeSet<>(order);
  }

  void add(AgentSlot slot) {
    available.add(slot);
    if (slot.roomToRun) {
      roomToRun.add(slot);
    }
  }

  void remove(AgentSlot slot) {
    available.remove(slot);
    roomToRun.remove(slot);
  }

  boolean isEmpty() {
    return available.isEmpty();
  }

  Set<AgentSlot> all() {
    return available;
  }

  /** The first agent for a class; one with a lock set needs room to run at once. */
  @Nullable AgentSlot first(TaskClass taskClass) {
    NavigableSet<AgentSlot> set = candidates(taskClass);
    return set.isEmpty() ? null : set.first();
  }

  /** The first agent that could run a task at once. */
  @Nullable AgentSlot firstWithRoom() {
    return roomToRun.isEmpty() ? null : roomToRun.first();
  }

  NavigableSet<AgentSlot> candidates(TaskClass taskClass) {
    return taskClass.key.runsAtOnce() ? roomToRun : available;
  }
}
