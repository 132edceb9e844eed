package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Payload;

/**
 * One of those who are in conflict, with what the core knew of it when the conflict was reported:
 * nothing of this is taken from a caller but the evidence.
 *
 * @param priority of its profile
 * @param asked token of its first request for the subject that still stood: a wait, a grant, an
 *     epoch; earlier requests have smaller ones; {@link FencingToken#NONE} when it had none
 * @param askedMillis state time of that request, 0 without one
 * @param evidence what it has to say for itself; of an output conflict, its output
 */
public record Party(
    AgentId agent, int priority, FencingToken asked, long askedMillis, Payload evidence) {
  boolean hasAsked() {
    return !asked.equals(FencingToken.NONE);
  }

  Party evidence(Payload value) {
    return new Party(agent, priority, asked, askedMillis, value);
  }

  long hash() {
    long h = Hashing.fold(81, agent.value());
    h = Hashing.fold(Hashing.fold(h, priority), asked.value());
    long content = evidence.hash();
    return Hashing.fold(Hashing.fold(h, askedMillis), content);
  }
}
