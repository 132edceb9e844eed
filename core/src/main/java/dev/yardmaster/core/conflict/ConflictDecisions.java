package dev.yardmaster.core.conflict;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentTable;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Callers;
import dev.yardmaster.core.resource.ResourceTable;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskTable;
import dev.yardmaster.core.wait.WaitTable;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides conflict commands, and what time brings to conflicts (R71). */
public final class ConflictDecisions {
  /** What decisions about conflicts look at. */
  public record Tables(
      ConflictTable conflicts,
      AgentTable agents,
      TaskTable tasks,
      ResourceTable resources,
      WaitTable waits) {}

  private final ConflictTable conflicts;
  private final Callers callers;
  private final Facts facts;
  private final Resolutions resolutions;
  private final ReportDecisions reports;
  private final LateCompletions late;

  /**
   * @param registered whether somebody answers for a user's strategy of that name
   */
  public ConflictDecisions(
      Tables tables, Callers callers, Predicate<String> registered, LongPredicate hasRoomFor) {
    this.conflicts = tables.conflicts();
    this.callers = callers;
    this.facts = new Facts(tables.agents(), tables.tasks(), tables.resources(), tables.waits());
    this.resolutions = new Resolutions(conflicts, facts, registered);
    this.reports = new ReportDecisions(conflicts, facts, resolutions, hasRoomFor);
    this.late = new LateCompletions(conflicts, tables.tasks(), facts, reports);
  }

  /** The reply to a completion; a conflict is open where two agents have completed the task. */
  public Reply lateCompletion(TaskCommand.CompleteTask command, Reply reply, Turn turn) {
    return late.look(command, reply, turn);
  }

  public Reply decide(ConflictCommand command, Turn turn) {
    return switch (command) {
      case ConflictCommand.ReportConflict c -> report(c, turn);
      case ConflictCommand.AddEvidence c -> addEvidence(c, turn);
      case ConflictCommand.CastVote c -> castVote(c, turn);
      case ConflictCommand.ResolveConflict c -> resolve(c, turn);
      case ConflictCommand.AutoResolve c -> autoResolve(c, turn);
      case ConflictCommand.AnswerConflict c -> answer(c, turn);
    };
  }

  private Reply report(ConflictCommand.ReportConflict command, Turn turn) {
    Refusal shape = ReportDecisions.checkShape(command);
    return shape != null
        ? Reply.refused(shape)
        : as(command.caller(), turn, agent -> reports.report(command, agent.id(), turn));
  }

  private Reply addEvidence(ConflictCommand.AddEvidence command, Turn turn) {
    return as(
        command.caller(),
        turn,
        agent ->
            onOpen(
                command.conflict(),
                (conflict, open) -> reports.addEvidence(command, agent, conflict, turn)));
  }

  private Reply castVote(ConflictCommand.CastVote command, Turn turn) {
    return as(
        command.caller(),
        turn,
        agent ->
            onOpen(
                command.conflict(),
                (conflict, open) -> vote(command, agent, conflict, open, turn)));
  }

  private Reply vote(
      ConflictCommand.CastVote command,
      Agent agent,
      Conflict conflict,
      ConflictState.Open open,
      Turn turn) {
    if (!(open instanceof ConflictState.Voting voting)) {
      return no(
          "Expected a vote about conflict %s, but there is none now".formatted(conflict.id()));
    }
    if (!voting.electorate().contains(agent.id())) {
      return no(
          "Expected %s to be among the %d who may vote about conflict %s: those active when it was reported"
              .formatted(agent.id(), voting.electorate().size(), conflict.id()));
    }
    String objection = objection(conflict, command.choice());
    if (objection != null) {
      return no(objection);
    }
    if (command.choice().equals(conflict.votes().get(agent.id()))) {
      return turn.done();
    }
    turn.emit(new ConflictEvent.VoteCast(conflict.id(), agent.id(), command.choice()));
    resolutions.count(conflict, voting, turn);
    return turn.done();
  }

  /** Why that agent cannot win; null when it can. */
  private @Nullable String objection(Conflict conflict, AgentId winner) {
    if (conflict.report().party(winner) == null) {
      return "Expected one of the parties %s to win conflict %s, got %s"
          .formatted(
              conflict.report().parties().stream().map(Party::agent).toList(),
              conflict.id(),
              winner);
    }
    String unable = facts.objection(conflict.report().subject(), winner);
    return unable == null
        ? null
        : "Expected a party that can win conflict %s, but %s; choose another"
            .formatted(conflict.id(), unable);
  }

  private Reply resolve(ConflictCommand.ResolveConflict command, Turn turn) {
    Refusal shape = checkShape(command);
    if (shape != null) {
      return Reply.refused(shape);
    }
    return onOpen(
        command.conflict(),
        (conflict, open) ->
            switch (command.decision()) {
              case ConflictCommand.Winner winner -> name(conflict, winner, command.by(), turn);
              case ConflictCommand.ByStrategy by -> byStrategy(conflict, by, command.by(), turn);
            });
  }

  private static @Nullable Refusal checkShape(ConflictCommand.ResolveConflict command) {
    if (command.by().isEmpty()) {
      return Refusal.invalid("Expected the name of who resolves conflict " + command.conflict());
    }
    if (command.decision() instanceof ConflictCommand.ByStrategy by) {
      if (by.strategy().isEmpty() || by.strategy().equals(Rules.MANUAL)) {
        return Refusal.invalid(
            "Expected priority, timestamp, vote or a strategy of your own, got \"%s\"; or name the winner"
                .formatted(by.strategy()));
      }
      if (!by.priorities().isEmpty() && !by.strategy().equals(Rules.PRIORITY)) {
        return Refusal.invalid(
            "Expected priorities for the strategy priority alone, got some for " + by.strategy());
      }
      for (int priority : by.priorities().values()) {
        if (priority < 0 || priority > 100) {
          return Refusal.invalid("Expected priorities of 0 to 100, got " + priority);
        }
      }
    }
    return null;
  }

  private Reply name(Conflict conflict, ConflictCommand.Winner winner, String by, Turn turn) {
    String objection = objection(conflict, winner.agent());
    if (objection != null) {
      return no(objection);
    }
    if (winner.force()) {
      Refusal refusal =
          switch (conflict.report().subject()) {
            case Subject.OfResource of ->
                resolutions.onResources().objection(conflict.report(), of, winner.agent());
            case Subject.OfTask of ->
                Refusal.failedPrecondition(
                    "Expected force for a conflict about a resource, got it for one about "
                        + conflict.report().subject());
          };
      if (refusal != null) {
        return Reply.refused(refusal);
      }
    }
    String why = winner.why().isEmpty() ? "%s decided".formatted(by) : winner.why();
    resolutions.resolve(
        conflict, new Ruling(winner.agent(), Rules.MANUAL, by, why), winner.force(), turn);
    return turn.done();
  }

  private Reply byStrategy(
      Conflict conflict, ConflictCommand.ByStrategy command, String by, Turn turn) {
    String strategy = command.strategy();
    return switch (strategy) {
      case Rules.VOTE -> openVote(conflict, turn);
      case Rules.PRIORITY, Rules.TIMESTAMP -> {
        Rules.Choice choice =
            resolutions.choose(
                conflict,
                strategy,
                party -> command.priorities().getOrDefault(party.agent(), party.priority()));
        yield choice == null
            ? no(
                "%s does not tell who should win conflict %s; ask for a vote, or name the winner"
                    .formatted(strategy, conflict.id()))
            : resolved(conflict, choice, strategy, by, turn);
      }
      default -> {
        resolutions.ask(conflict, strategy, turn);
        yield turn.done();
      }
    };
  }

  private Reply openVote(Conflict conflict, Turn turn) {
    if (conflict.state() instanceof ConflictState.Voting) {
      return turn.done();
    }
    String objection = resolutions.openVote(conflict, turn);
    return objection == null
        ? turn.done()
        : no("No vote about conflict %s: %s; name the winner".formatted(conflict.id(), objection));
  }

  private Reply resolved(Conflict conflict, Rules.Choice choice, String how, String by, Turn turn) {
    resolutions.resolve(conflict, new Ruling(choice.winner(), how, by, choice.why()), false, turn);
    return turn.done();
  }

  private Reply autoResolve(ConflictCommand.AutoResolve command, Turn turn) {
    if (command.by().isEmpty()) {
      return Reply.refused(
          Refusal.invalid("Expected the name of who resolves conflict " + command.conflict()));
    }
    return onOpen(
        command.conflict(),
        (conflict, open) -> {
          Resolutions.ByFacts facts = resolutions.byFacts(conflict);
          Rules.Choice choice = facts.choice();
          return choice == null
              ? openVote(conflict, turn)
              : resolved(conflict, choice, facts.how(), command.by(), turn);
        });
  }

  private Reply answer(ConflictCommand.AnswerConflict command, Turn turn) {
    return onOpen(
        command.conflict(),
        (conflict, open) -> {
          if (!(open instanceof ConflictState.Asked asked)
              || asked.generation() != command.generation()) {
            return no(
                "Expected an open question about conflict %s with generation %d; it was answered, withdrawn or too late"
                    .formatted(conflict.id(), command.generation()));
          }
          String nonsense = objection(conflict, command.winner());
          if (nonsense != null) {
            resolutions.fallBack(conflict, asked.strategy(), nonsense, turn);
            return turn.done();
          }
          String why = command.reason().isEmpty() ? "chosen by it" : command.reason();
          Rules.Choice choice = new Rules.Choice(command.winner(), why);
          return resolved(conflict, choice, asked.strategy(), "", turn);
        });
  }

  private static Reply no(String text) {
    return Reply.refused(Refusal.failedPrecondition(text));
  }

  @FunctionalInterface
  private interface OfAgent {
    Reply by(Agent agent);
  }

  @FunctionalInterface
  private interface OfOpen {
    Reply on(Conflict conflict, ConflictState.Open open);
  }

  private Reply as(Caller caller, Turn turn, OfAgent call) {
    return switch (callers.resolve(caller, turn)) {
      case Callers.Speaks speaks -> call.by(speaks.agent());
      case Callers.Stale stale -> Reply.refused(stale.refusal());
    };
  }

  /** A conflict is resolved once: whoever comes later is told how. */
  private Reply onOpen(ConflictId id, OfOpen call) {
    Conflict conflict = conflicts.find(id);
    if (conflict == null) {
      return Reply.refused(
          Refusal.notFound("Expected conflict %s to be reported, or not forgotten".formatted(id)));
    }
    return switch (conflict.state()) {
      case ConflictState.Open open -> call.on(conflict, open);
      case ConflictState.Resolved resolved ->
          Reply.refused(
              Refusal.alreadyExists(
                  "Conflict %s is resolved already, and once is for good: %s"
                      .formatted(id, resolved.ruling())));
    };
  }

  /** A conflict has changed; told by the appliers. */
  public void changed(Conflict conflict) {
    resolutions.changed(conflict);
  }

  public void tick(Turn turn) {
    resolutions.tick(turn);
  }

  public long nextMillis() {
    return resolutions.nextMillis();
  }
}
