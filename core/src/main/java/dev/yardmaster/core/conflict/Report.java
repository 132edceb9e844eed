package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Hashing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is in conflict about what.
 *
 * @param parties 2-64 agents, each once
 * @param by the agent that reported it, a party or not; null when the core saw it itself
 * @param strategy {@code priority}, {@code timestamp}, {@code vote}, {@code manual}, or a user's
 * @param waitMillis until it counts as overdue (manual) or is decided without a majority (vote); 0
 *     for never, and for the usual minute
 */
public record Report(
    ConflictId id,
    Subject subject,
    List<Party> parties,
    @Nullable AgentId by,
    String strategy,
    long waitMillis) {
  public Report {
    Text.checkShort("the strategy's name", strategy);
    parties = List.copyOf(parties);
    boolean twice = parties.stream().map(Party::agent).distinct().count() != parties.size();
    if (parties.size() < 2 || parties.size() > ConflictLimits.MAX_PARTIES || twice) {
      throw new IllegalArgumentException(
          "Expected 2 to %d parties, each once, got %s"
              .formatted(ConflictLimits.MAX_PARTIES, parties.stream().map(Party::agent).toList()));
    }
  }

  /** The party of that agent; null when it is none. */
  @Nullable Party party(AgentId agent) {
    for (Party party : parties) {
      if (party.agent().equals(agent)) {
        return party;
      }
    }
    return null;
  }

  Report parties(List<Party> value) {
    return new Report(id, subject, value, by, strategy, waitMillis);
  }

  /** What a repeated report must agree with (R1): all that its caller said. */
  long contentHash() {
    long h = hashBesideParties();
    for (Party party : parties) {
      long content = party.evidence().hash();
      h = Hashing.fold(Hashing.fold(h, party.agent().value()), content);
    }
    return h;
  }

  /** Of what stays the same while parties add evidence. */
  long hashBesideParties() {
    long h = Hashing.fold(Hashing.fold(82, id.value()), subject.toString());
    h = Hashing.fold(h, by == null ? "" : by.value());
    return Hashing.fold(Hashing.fold(h, strategy), waitMillis);
  }
}
