package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A conflict as the log knows it. Changed only by {@link ConflictApplier}. */
public final class Conflict {
  private final long contentHash;
  private final long sinceMillis;
  private final long reportHash;
  private final SortedMap<AgentId, AgentId> votes = new TreeMap<>();
  private Report report;
  private ConflictState state;
  private long partiesHash;
  private long stateHash;
  private long votesHash;
  private int evidenceBytes;

  Conflict(Report report, long contentHash, long sinceMillis, ConflictState state) {
    this.report = report;
    this.contentHash = contentHash;
    this.sinceMillis = sinceMillis;
    this.state = state;
    for (Party party : report.parties()) {
      partiesHash += party.hash();
      evidenceBytes += party.evidence().size();
    }
    this.reportHash = report.hashBesideParties();
    this.stateHash = hashOf(state);
  }

  public ConflictId id() {
    return report.id();
  }

  /** As it was reported, with the evidence of today; none is kept of a resolved conflict. */
  public Report report() {
    return report;
  }

  public ConflictState state() {
    return state;
  }

  /** State time of the report. */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** Who votes for whom; empty unless there is a vote. */
  public SortedMap<AgentId, AgentId> votes() {
    return Collections.unmodifiableSortedMap(votes);
  }

  /** How it was decided; null while it is open. */
  public @Nullable Ruling ruling() {
    return state instanceof ConflictState.Resolved resolved ? resolved.ruling() : null;
  }

  long contentHash() {
    return contentHash;
  }

  int evidenceBytes() {
    return evidenceBytes;
  }

  void become(ConflictState next) {
    state = next;
    stateHash = hashOf(next);
    if (!(next instanceof ConflictState.Resolved)) {
      votes.clear();
      votesHash = 0;
    }
  }

  void evidence(AgentId agent, Payload evidence) {
    List<Party> parties = new ArrayList<>(report.parties());
    for (int i = 0; i < parties.size(); i++) {
      Party party = parties.get(i);
      if (party.agent().equals(agent)) {
        Party next = party.evidence(evidence);
        partiesHash += next.hash() - party.hash();
        evidenceBytes += evidence.size() - party.evidence().size();
        parties.set(i, next);
      }
    }
    report = report.parties(parties);
  }

  void dropEvidence() {
    for (Party party : report.parties()) {
      if (party.evidence().size() > 0) {
        evidence(party.agent(), Payload.EMPTY);
      }
    }
  }

  void vote(AgentId agent, AgentId choice) {
    AgentId before = votes.put(agent, choice);
    votesHash += voteHash(agent, choice) - (before == null ? 0 : voteHash(agent, before));
  }

  ConflictEvent.ConflictRestored restored() {
    List<ConflictEvent.Vote> cast = new ArrayList<>();
    votes.forEach((agent, choice) -> cast.add(new ConflictEvent.Vote(agent, choice)));
    return new ConflictEvent.ConflictRestored(report, contentHash, sinceMillis, state, cast);
  }

  long hash() {
    long h = Hashing.fold(Hashing.fold(83, reportHash), contentHash);
    h = Hashing.fold(Hashing.fold(h, sinceMillis), partiesHash);
    return Hashing.fold(Hashing.fold(h, stateHash), votesHash);
  }

  /** Its hash, worked out anew. */
  long computeHash() {
    Conflict anew = new Conflict(report, contentHash, sinceMillis, state);
    votes.forEach(anew::vote);
    return anew.hash();
  }

  private static long voteHash(AgentId agent, AgentId choice) {
    return Hashing.fold(Hashing.fold(84, agent.value()), choice.value());
  }

  private static long hashOf(ConflictState state) {
    return switch (state) {
      case ConflictState.Pending s -> Hashing.fold(Hashing.fold(1, s.untilMillis()), s.why());
      case ConflictState.Voting s -> {
        long h = Hashing.fold(2, s.untilMillis());
        for (AgentId agent : s.electorate()) {
          h = Hashing.fold(h, agent.value());
        }
        yield h;
      }
      case ConflictState.Asked s ->
          Hashing.fold(
              Hashing.fold(Hashing.fold(3, s.strategy()), s.generation()), s.untilMillis());
      case ConflictState.Resolved s -> {
        Ruling ruling = s.ruling();
        long h = Hashing.fold(Hashing.fold(4, s.atMillis()), ruling.winner().value());
        h = Hashing.fold(Hashing.fold(h, ruling.how()), ruling.by());
        yield Hashing.fold(h, ruling.why());
      }
    };
  }

  @Override
  public String toString() {
    return "conflict %s about %s".formatted(id(), report.subject());
  }
}
