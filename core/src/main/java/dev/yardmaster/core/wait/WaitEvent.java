package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import java.util.List;

/** What happened to waits. Those of a holder that ends vanish with {@code LocksReleased}. */
public sealed interface WaitEvent extends Event {
  record WaitBegan(Wait begun) implements WaitEvent {}

  record WaitEnded(FencingToken waitId, Outcome outcome) implements WaitEvent {}

  /** Its agent won a conflict: it goes before all that have no precedence, or a greater one. */
  record WaitAdvanced(FencingToken waitId, long precedence) implements WaitEvent {}

  /**
   * A cycle was closed, and this wait was chosen to be given up.
   *
   * @param cycle in words, one line per wait
   */
  record DeadlockDetected(FencingToken victim, List<String> cycle) implements WaitEvent {
    public DeadlockDetected {
      cycle = List.copyOf(cycle);
    }
  }

  /** What is done about deadlocks from now on. */
  record DeadlockPolicyChanged(DeadlockPolicy policy) implements WaitEvent {}

  /** Of a snapshot: the running attempt has waited for a task, and may run beyond capacity. */
  record AwaitedRestored(TaskId task, FencingToken epoch) implements WaitEvent {}

  /** Of a snapshot: a wait that ended without a grant, remembered for who asks late. */
  record EndedWaitRestored(FencingToken waitId, Outcome outcome) implements WaitEvent {}
}
