package dev.yardmaster.core.workspace;

import dev.yardmaster.core.conflict.Conflict;
import dev.yardmaster.core.conflict.ConflictState;
import dev.yardmaster.core.conflict.Report;
import dev.yardmaster.core.conflict.Ruling;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A conflict as it stood when asked.
 *
 * @param report who is in conflict about what, with the facts at the report and today's evidence;
 *     none is kept of a resolved conflict
 * @param votes who votes for whom; empty unless it is, or was, put to the vote
 * @param sinceMillis state time of the report
 */
public record ConflictView(
    Report report, ConflictState state, SortedMap<AgentId, AgentId> votes, long sinceMillis) {
  static ConflictView of(Conflict conflict) {
    return new ConflictView(
        conflict.report(),
        conflict.state(),
        Collections.unmodifiableSortedMap(new TreeMap<>(conflict.votes())),
        conflict.sinceMillis());
  }

  public ConflictId id() {
    return report.id();
  }

  /** How it was resolved; empty while it is open. */
  public Optional<Ruling> ruling() {
    return state instanceof ConflictState.Resolved resolved
        ? Optional.of(resolved.ruling())
        : Optional.empty();
  }
}
