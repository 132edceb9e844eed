package dev.yardmaster.core.wait;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Holder;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides who gives up where waits block each other for ever (R54). */
public final class DeadlockBreaker {
  /** Ends an attempt as LOST, so that what it holds is free. */
  @FunctionalInterface
  public interface Preemption {
    void lose(Holder.Attempt attempt, Turn turn);
  }

  private final WaitTable waits;
  private final AgentTable agents;
  private final Deadlocks deadlocks;
  private final Preemption preemption;

  DeadlockBreaker(WaitTable waits, AgentTable agents, Deadlocks deadlocks, Preemption preemption) {
    this.waits = waits;
    this.agents = agents;
    this.deadlocks = deadlocks;
    this.preemption = preemption;
  }

  /**
   * Looks for deadlocks around the holder until there is none; each costs one wait. The refusal is
   * that of {@code own}, if it was chosen or went with its attempt.
   */
  @Nullable Refusal resolve(Holder holder, @Nullable Wait own, Turn turn) {
    if (waits.policy() == DeadlockPolicy.OFF) {
      return null;
    }
    boolean waiting = !waits.of(holder).isEmpty();
    Deadlocks.Found found = waiting ? deadlocks.find(holder) : null;
    while (found != null) {
      Wait victim = found.waits().stream().min(this::victimFirst).orElseThrow();
      turn.emit(new WaitEvent.DeadlockDetected(victim.id(), found.text()));
      String cycle = String.join("; ", found.text());
      turn.emit(new WaitEvent.WaitEnded(victim.id(), new Outcome.Deadlock(cycle)));
      if (waits.policy() == DeadlockPolicy.PREEMPT
          && victim.holder() instanceof Holder.Attempt attempt) {
        preemption.lose(attempt, turn);
      }
      if (own != null && waits.find(own.id()) == null) {
        return new Refusal(
            RefusalCode.DEADLOCK,
            "Waiting would never end: %s; release what you hold and try again".formatted(cycle));
      }
      found = waits.of(holder).isEmpty() || turn.room() <= 8 ? null : deadlocks.find(holder);
    }
    return null;
  }

  /** Looks again at everybody who waits. */
  void recheck(Turn turn) {
    for (Wait wait : List.copyOf(waits.all())) {
      if (waits.find(wait.id()) != null && turn.room() > 8) {
        resolve(wait.holder(), null, turn);
      }
    }
  }

  /** Lowest agent priority, then youngest wait, then greater id (R54). */
  private int victimFirst(Wait a, Wait b) {
    return Comparator.comparingInt(this::agentPriority)
        .thenComparing(Comparator.comparingLong(Wait::sinceMillis).reversed())
        .thenComparing(Comparator.comparing(Wait::id).reversed())
        .compare(a, b);
  }

  private int agentPriority(Wait wait) {
    Agent agent = agents.find(wait.agent());
    return agent == null ? 0 : agent.profile().priority();
  }
}
