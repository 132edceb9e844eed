package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to breakers; each carries the whole state that follows. */
public sealed interface BreakerEvent extends Event {
  BreakerName breaker();

  /** Exists, or goes on under another configuration. */
  record BreakerDeclared(BreakerName breaker, BreakerConfig config, BreakerState state)
      implements BreakerEvent {}

  /**
   * Came from one state to another.
   *
   * @param task whose end or retryAfter did it; null when the clock or an operator did
   * @param by the operator who did it; empty otherwise
   */
  record BreakerStateChanged(
      BreakerName breaker,
      BreakerState.Name from,
      BreakerState to,
      @Nullable TaskId task,
      String by)
      implements BreakerEvent {}

  /**
   * Counted something, or gave or took back the place of a probe, within its state.
   *
   * @param task whose attempt did it; null for a probe that took too long
   */
  record BreakerCounted(BreakerName breaker, @Nullable TaskId task, What what, BreakerState state)
      implements BreakerEvent {}

  /** Is forgotten. */
  record BreakerRemoved(BreakerName breaker) implements BreakerEvent {}

  /** Of a snapshot: a breaker as it stands. */
  record BreakerRestored(
      BreakerName breaker, BreakerConfig config, BreakerState state, List<TaskId> culprits)
      implements BreakerEvent {
    public BreakerRestored {
      culprits = List.copyOf(culprits);
    }
  }

  /** What was counted. */
  enum What {
    SUCCESS,
    FAILURE,
    PROBE_STARTED,
    /** The attempt ended without a result that counts. */
    PROBE_ENDED,
    /** It took longer than probeTimeout; its result no longer counts. */
    PROBE_EXPIRED
  }
}
