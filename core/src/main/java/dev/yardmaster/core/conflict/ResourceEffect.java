package dev.yardmaster.core.conflict;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a resolution does to locks: the winner keeps what it holds of the resource, or else its
 * waits for it head the queue. What losers hold they keep, unless a person takes it from them; a
 * winner that has neither a lock nor a wait gains nothing until it asks.
 */
final class ResourceEffect {
  private final Facts facts;

  ResourceEffect(Facts facts) {
    this.facts = facts;
  }

  /** Why locks cannot be taken from the losers; null when they can. */
  @Nullable Refusal objection(Report report, Subject.OfResource subject, AgentId winner) {
    List<Grant> taken = held(report, subject, winner);
    for (Grant grant : taken) {
      if (grant.token().equals(grant.holder().token())) {
        return Refusal.failedPrecondition(
            "The lock set of %s on %s goes with its attempt; cancel the task, or resolve %s without force"
                .formatted(grant.holder(), subject.resource(), report.id()));
      }
    }
    return taken.size() > ConflictLimits.MAX_FORCED
        ? Refusal.limit(
            "Expected to take at most %d locks by force, the losers of %s hold %d; release some one by one"
                .formatted(ConflictLimits.MAX_FORCED, report.id(), taken.size()),
            0)
        : null;
  }

  private List<Grant> held(Report report, Subject.OfResource subject, AgentId winner) {
    List<Grant> held = new ArrayList<>();
    for (Party party : report.parties()) {
      Agent agent = facts.agent(party.agent());
      if (agent != null && !party.agent().equals(winner)) {
        held.addAll(facts.grants(agent, subject.resource()));
      }
    }
    return held;
  }

  void act(
      Report report,
      Subject.OfResource subject,
      AgentId winner,
      boolean force,
      String by,
      Turn turn) {
    if (force) {
      String why = "%s, conflict %s".formatted(by, report.id());
      for (Grant grant : held(report, subject, winner)) {
        turn.emit(new ResourceEvent.LockReleased(grant.token(), ReleaseCause.FORCED, why));
      }
    }
    Agent agent = facts.agent(winner);
    if (agent != null) {
      facts.waits(agent, subject.resource()).stream()
          .filter(wait -> !(wait.what() instanceof Wait.Locks locks && locks.isAdvanced()))
          .map(Wait::id)
          .sorted()
          .limit(ConflictLimits.MAX_ADVANCED)
          .forEach(wait -> turn.emit(new WaitEvent.WaitAdvanced(wait, turn.nextToken().value())));
    }
  }
}
