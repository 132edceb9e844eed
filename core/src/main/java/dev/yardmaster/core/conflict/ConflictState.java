package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import java.util.List;

/** Where a conflict is: open in one of three ways, or resolved for good. Times are state time. */
public sealed interface ConflictState {
  /** Not decided yet. */
  sealed interface Open extends ConflictState {
    /** When the core looks at it by itself; {@code Long.MAX_VALUE} for never. */
    long untilMillis();
  }

  /**
   * Waits for a person, or for somebody to ask for a strategy.
   *
   * @param why it could not be decided otherwise, or that it is overdue; empty while it is neither
   */
  record Pending(long untilMillis, String why) implements Open {}

  /** The electorate votes; without a majority by then, the first to have asked wins. */
  record Voting(List<AgentId> electorate, long untilMillis) implements Open {
    public Voting {
      electorate = List.copyOf(electorate);
    }
  }

  /** A user's strategy was asked; without a usable answer by then, {@code priority} decides. */
  record Asked(String strategy, long generation, long untilMillis) implements Open {}

  /** Decided, once and for all. */
  record Resolved(Ruling ruling, long atMillis) implements ConflictState {}
}
