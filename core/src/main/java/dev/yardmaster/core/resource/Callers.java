package dev.yardmaster.core.resource;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Turn;

/** Tells which live holder a call speaks for (R51). Every call counts as a sign of life (R11). */
@FunctionalInterface
public interface Callers {
  Resolution resolve(Caller caller, Turn turn);

  /** The answer: a live holder, or why there is none. */
  sealed interface Resolution {}

  /** The agent and its holder: the running attempt if one was named, else the session. */
  record Speaks(Agent agent, Holder holder) implements Resolution {}

  /** NOT_FOUND or STALE_TOKEN. */
  record Stale(Refusal refusal) implements Resolution {}
}
