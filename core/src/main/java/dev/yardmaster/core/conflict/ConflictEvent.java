package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened to conflicts. What a resolution does to locks and tasks follows it as theirs. */
public sealed interface ConflictEvent extends Event {
  /** Somebody, or the core, says that agents are in conflict. */
  record ConflictReported(Report report) implements ConflictEvent {}

  /** A party has something to say, in place of what it said before. */
  record EvidenceAdded(ConflictId conflict, AgentId agent, Payload evidence)
      implements ConflictEvent {}

  /** These agents may vote, until state time {@code untilMillis}. */
  record VoteOpened(ConflictId conflict, List<AgentId> electorate, long untilMillis)
      implements ConflictEvent {
    public VoteOpened {
      electorate = List.copyOf(electorate);
    }
  }

  /** An agent votes for a party, in place of its vote before. */
  record VoteCast(ConflictId conflict, AgentId agent, AgentId choice) implements ConflictEvent {}

  /** A user's strategy was asked who should win. */
  record ResolutionRequested(
      ConflictId conflict, long generation, String strategy, long untilMillis)
      implements ConflictEvent {}

  /** The user's strategy gave no usable answer; {@code priority} decides. */
  record ResolutionFellBack(ConflictId conflict, String strategy, String reason)
      implements ConflictEvent {}

  /** It waits for a person now: nothing else can decide it, or its time is over. */
  record ConflictEscalated(ConflictId conflict, String why) implements ConflictEvent {}

  /** Decided, once and for all. */
  record ConflictResolved(ConflictId conflict, Ruling ruling) implements ConflictEvent {}

  /** A resolved conflict is so old that it is remembered no more. */
  record ConflictForgotten(ConflictId conflict) implements ConflictEvent {}

  /** Of a snapshot: a conflict as it stood; resolved ones in the order of their ends. */
  record ConflictRestored(
      Report report, long contentHash, long sinceMillis, ConflictState state, List<Vote> votes)
      implements ConflictEvent {
    public ConflictRestored {
      votes = List.copyOf(votes);
    }
  }

  /** Of a snapshot: the statistics. */
  record ConflictCountsRestored(
      SortedMap<String, Long> reported, SortedMap<String, Long> resolved, long openMillis)
      implements ConflictEvent {
    public ConflictCountsRestored {
      reported = Collections.unmodifiableSortedMap(new TreeMap<>(reported));
      resolved = Collections.unmodifiableSortedMap(new TreeMap<>(resolved));
    }
  }

  /** Of a snapshot: an attempt that was taken from its agent, which may yet complete it. */
  record LostAttemptRestored(FencingToken epoch, TaskId task, AgentId agent)
      implements ConflictEvent {}

  /** A vote of one agent for a party. */
  record Vote(AgentId agent, AgentId choice) {}
}
