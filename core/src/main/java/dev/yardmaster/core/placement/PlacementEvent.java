package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import java.util.List;

/** What happened in placing tasks beyond the assignments themselves. */
public sealed interface PlacementEvent extends Event {
  record PlacementPolicyChanged(PlacementPolicy policy) implements PlacementEvent {}

  /** A user's strategy was asked; at most 64 candidates. */
  record PlacementRequested(TaskId task, long generation, String strategy, List<AgentId> candidates)
      implements PlacementEvent {
    public PlacementRequested {
      candidates = List.copyOf(candidates);
    }
  }

  /** The user's strategy gave no usable answer; {@code capability} decides. */
  record PlacementFellBack(TaskId task, long generation, String reason) implements PlacementEvent {}

  /** Of a snapshot: what is learned of one task type; natural logarithm of milliseconds. */
  record DurationRestored(String type, double logMillis, long count) implements PlacementEvent {}

  /** Of a snapshot: what is learned of one agent; natural logarithm of its slowness. */
  record SlownessRestored(AgentId agent, double logFactor, long count) implements PlacementEvent {}
}
