package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What can be asked about conflicts (R71). */
public sealed interface ConflictCommand extends Command {
  /**
   * An agent says that agents are in conflict; it may be one of them. {@code priority} and {@code
   * timestamp} decide at once, {@code vote} within a minute, {@code manual} waits for somebody.
   *
   * @param waitMillis as of {@link Report#waitMillis}
   */
  record ReportConflict(
      Caller caller,
      ConflictId id,
      Subject subject,
      List<Claim> claims,
      String strategy,
      long waitMillis)
      implements ConflictCommand {
    public ReportConflict {
      claims = List.copyOf(claims);
      Text.checkShort("the strategy's name", strategy);
    }
  }

  /** A party, and what is said for it. */
  record Claim(AgentId agent, Payload evidence) {}

  /** A party says something for itself, in place of what was said for it before. */
  record AddEvidence(Caller caller, ConflictId conflict, Payload evidence)
      implements ConflictCommand {}

  /** An agent of the electorate votes for a party, in place of its vote before. */
  record CastVote(Caller caller, ConflictId conflict, AgentId choice) implements ConflictCommand {}

  /** A person names the winner, or the strategy that is to find it. */
  record ResolveConflict(ConflictId conflict, Decision decision, String by)
      implements ConflictCommand {
    public ResolveConflict {
      Text.checkShort("the name of who asks", by);
    }
  }

  /**
   * Decides by what is known: by priorities if they differ, else by who asked first, else a vote.
   */
  record AutoResolve(ConflictId conflict, String by) implements ConflictCommand {
    public AutoResolve {
      Text.checkShort("the name of who asks", by);
    }
  }

  /** The answer of a user's strategy to {@code ResolutionRequested}. */
  record AnswerConflict(ConflictId conflict, long generation, AgentId winner, String reason)
      implements ConflictCommand {
    public AnswerConflict {
      reason = Text.shorten(Text.check("the reason", reason), ConflictLimits.MAX_REASON);
    }
  }

  /** What a person decides. */
  sealed interface Decision {}

  /**
   * This party wins.
   *
   * @param force whether locks that losers hold are taken from them
   */
  record Winner(AgentId agent, boolean force, String why) implements Decision {
    public Winner {
      why = Text.shorten(Text.check("the reason", why), ConflictLimits.MAX_REASON);
    }
  }

  /**
   * This strategy decides now.
   *
   * @param priorities what {@code priority} goes by in place of the agents' own, for those named
   */
  record ByStrategy(String strategy, SortedMap<AgentId, Integer> priorities) implements Decision {
    public ByStrategy {
      Text.checkShort("the strategy's name", strategy);
      priorities = Collections.unmodifiableSortedMap(new TreeMap<>(priorities));
    }

    public ByStrategy(String strategy) {
      this(strategy, Collections.emptySortedMap());
    }
  }
}
