package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.strategy.StrategyNames;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which an open conflict goes on: decided by a rule, put to the vote, asked of a user's
 * strategy, or left to a person when nothing else tells. Each resolution acts at once.
 */
final class Resolutions {
  /** Room that a resolution without force needs in a turn. */
  private static final int ROOM = ConflictLimits.MAX_ADVANCED + 3;

  private final ConflictTable conflicts;
  private final Facts facts;
  private final Predicate<String> registered;
  private final ResourceEffect onResources;
  private final TaskEffect onTasks;
  private final DueQueue<ConflictId> due = new DueQueue<>();

  Resolutions(ConflictTable conflicts, Facts facts, Predicate<String> registered) {
    this.conflicts = conflicts;
    this.facts = facts;
    this.registered = registered;
    this.onResources = new ResourceEffect(facts);
    this.onTasks = new TaskEffect(facts);
    conflicts.open().forEach(this::changed);
  }

  ResourceEffect onResources() {
    return onResources;
  }

  /** A conflict has changed; told by the appliers. */
  void changed(Conflict conflict) {
    if (conflict.state() instanceof ConflictState.Open open) {
      due.disarm(conflict.id());
      due.arm(conflict.id(), open.untilMillis());
    } else {
      due.disarm(conflict.id());
    }
  }

  /** Sets going what its report asks for. */
  void begin(Conflict conflict, Turn turn) {
    String strategy = conflict.report().strategy();
    switch (strategy) {
      case Rules.MANUAL -> {}
      case Rules.PRIORITY, Rules.TIMESTAMP -> {
        Rules.Choice choice = choose(conflict, strategy, Party::priority);
        settle(conflict, choice, strategy, "", turn);
      }
      case Rules.VOTE -> {
        String objection = openVote(conflict, turn);
        if (objection != null) {
          turn.emit(new ConflictEvent.ConflictEscalated(conflict.id(), objection));
        }
      }
      default -> ask(conflict, strategy, turn);
    }
  }

  Rules.@Nullable Choice choose(Conflict conflict, String rule, ToIntFunction<Party> priority) {
    List<Party> able = facts.able(conflict.report());
    return rule.equals(Rules.PRIORITY) ? Rules.byPriority(able, priority) : Rules.byTimestamp(able);
  }

  /** By priorities if they differ, else by who asked first; null when neither tells. */
  ByFacts byFacts(Conflict conflict) {
    List<Party> able = facts.able(conflict.report());
    Rules.Choice choice =
        Rules.prioritiesDiffer(able) ? Rules.byPriority(able, Party::priority) : null;
    return choice == null
        ? new ByFacts(Rules.byTimestamp(able), Rules.TIMESTAMP)
        : new ByFacts(choice, Rules.PRIORITY);
  }

  record ByFacts(Rules.@Nullable Choice choice, String how) {}

  /** Resolves it, or leaves it to a person when nobody was found. */
  private void settle(
      Conflict conflict, Rules.@Nullable Choice choice, String how, String prefix, Turn turn) {
    if (choice == null) {
      String why = "%s%s does not tell who should win".formatted(prefix, how);
      turn.emit(new ConflictEvent.ConflictEscalated(conflict.id(), why));
    } else {
      resolve(conflict, new Ruling(choice.winner(), how, "", prefix + choice.why()), false, turn);
    }
  }

  /** Decides it once and for all, and acts. */
  void resolve(Conflict conflict, Ruling ruling, boolean force, Turn turn) {
    Report report = conflict.report();
    turn.emit(new ConflictEvent.ConflictResolved(report.id(), ruling));
    switch (report.subject()) {
      case Subject.OfResource of ->
          onResources.act(report, of, ruling.winner(), force, ruling.by(), turn);
      case Subject.OfTask of -> onTasks.act(report, of, ruling.winner(), turn);
    }
  }

  /** Lets agents vote; why not, if they cannot. */
  @Nullable String openVote(Conflict conflict, Turn turn) {
    List<AgentId> electorate = facts.electorate(conflict.sinceMillis());
    if (electorate.isEmpty() || electorate.size() > ConflictLimits.MAX_VOTERS) {
      return electorate.isEmpty()
          ? "no agent active since the report could vote"
          : "more than %d agents would vote".formatted(ConflictLimits.MAX_VOTERS);
    }
    long asked = conflict.report().waitMillis();
    long millis = asked == 0 ? ConflictLimits.VOTE_MILLIS : asked;
    turn.emit(
        new ConflictEvent.VoteOpened(conflict.id(), electorate, turn.now().stateMillis() + millis));
    return null;
  }

  /** A vote was cast: is there a majority? */
  void count(Conflict conflict, ConflictState.Voting voting, Turn turn) {
    Rules.Choice choice = majority(conflict, voting);
    if (choice != null) {
      settle(conflict, choice, Rules.VOTE, "", turn);
    }
  }

  private Rules.@Nullable Choice majority(Conflict conflict, ConflictState.Voting voting) {
    Rules.Choice choice = Rules.byMajority(conflict.votes().values(), voting.electorate().size());
    boolean able =
        choice != null && facts.objection(conflict.report().subject(), choice.winner()) == null;
    return able ? choice : null;
  }

  /** Asks a user's strategy. */
  void ask(Conflict conflict, String strategy, Turn turn) {
    if (!registered.test(strategy)) {
      fallBack(conflict, strategy, "nobody has registered it", turn);
      return;
    }
    long until = turn.now().stateMillis() + StrategyNames.PATIENCE_MILLIS;
    turn.emit(
        new ConflictEvent.ResolutionRequested(
            conflict.id(), turn.nextToken().value(), strategy, until));
  }

  void fallBack(Conflict conflict, String strategy, String reason, Turn turn) {
    turn.emit(new ConflictEvent.ResolutionFellBack(conflict.id(), strategy, reason));
    Rules.Choice choice = choose(conflict, Rules.PRIORITY, Party::priority);
    String prefix = "%s gave no answer (%s), so ".formatted(strategy, reason);
    settle(conflict, choice, Rules.PRIORITY, prefix, turn);
  }

  long nextMillis() {
    return Math.min(due.nextMillis(), oldestForgottenMillis());
  }

  private long oldestForgottenMillis() {
    var resolved = conflicts.resolved();
    return !resolved.isEmpty()
            && resolved.getFirst().state() instanceof ConflictState.Resolved oldest
        ? oldest.atMillis() + ConflictLimits.HISTORY_MILLIS
        : Long.MAX_VALUE;
  }

  /** Does what is due, as far as the turn has room. */
  void tick(Turn turn) {
    long now = turn.now().stateMillis();
    ConflictId id = turn.room() > ROOM ? due.take(now) : null;
    while (id != null) {
      Conflict conflict = conflicts.find(id);
      if (conflict != null && conflict.state() instanceof ConflictState.Open open) {
        overdue(conflict, open, turn);
      }
      id = turn.room() > ROOM ? due.take(now) : null;
    }
    while (turn.room() > 4 && oldestForgottenMillis() <= now) {
      turn.emit(new ConflictEvent.ConflictForgotten(conflicts.resolved().getFirst().id()));
    }
  }

  private void overdue(Conflict conflict, ConflictState.Open open, Turn turn) {
    switch (open) {
      case ConflictState.Pending pending ->
          turn.emit(
              new ConflictEvent.ConflictEscalated(
                  conflict.id(),
                  "nobody decided it within %d ms".formatted(conflict.report().waitMillis())));
      case ConflictState.Voting voting -> {
        String prefix =
            "no majority of the %d who may vote, so ".formatted(voting.electorate().size());
        Rules.Choice choice = choose(conflict, Rules.TIMESTAMP, Party::priority);
        settle(conflict, choice, Rules.TIMESTAMP, prefix, turn);
      }
      case ConflictState.Asked asked -> {
        String reason = "no answer within %d ms".formatted(StrategyNames.PATIENCE_MILLIS);
        fallBack(conflict, asked.strategy(), reason, turn);
      }
    }
  }
}
