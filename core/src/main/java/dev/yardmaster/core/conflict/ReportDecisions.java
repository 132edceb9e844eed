package dev.yardmaster.core.conflict;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Decides what is reported, and what parties say for themselves. */
final class ReportDecisions {
  private final ConflictTable conflicts;
  private final Facts facts;
  private final Resolutions resolutions;
  private final LongPredicate hasRoomFor;

  ReportDecisions(
      ConflictTable conflicts, Facts facts, Resolutions resolutions, LongPredicate hasRoomFor) {
    this.conflicts = conflicts;
    this.facts = facts;
    this.resolutions = resolutions;
    this.hasRoomFor = hasRoomFor;
  }

  static @Nullable Refusal checkShape(ConflictCommand.ReportConflict command) {
    Set<AgentId> parties = new LinkedHashSet<>();
    for (ConflictCommand.Claim claim : command.claims()) {
      Refusal size = checkSize(command.subject(), claim.evidence());
      if (size != null) {
        return size;
      }
      if (!parties.add(claim.agent())) {
        return Refusal.invalid(
            "Expected each party of conflict %s once, got %s twice"
                .formatted(command.id(), claim.agent()));
      }
    }
    if (parties.size() < 2 || parties.size() > ConflictLimits.MAX_PARTIES) {
      return Refusal.invalid(
          "Expected 2 to %d parties of conflict %s, got %d; name who is in conflict"
              .formatted(ConflictLimits.MAX_PARTIES, command.id(), parties.size()));
    }
    if (command.strategy().isEmpty()) {
      return Refusal.invalid(
          "Expected a strategy: priority, timestamp, vote, manual, or one of your own");
    }
    return command.waitMillis() < 0 || command.waitMillis() > ConflictLimits.MAX_WAIT_MILLIS
        ? Refusal.invalid(
            "Expected a wait of 0 to %d ms, got %d"
                .formatted(ConflictLimits.MAX_WAIT_MILLIS, command.waitMillis()))
        : null;
  }

  private static @Nullable Refusal checkSize(Subject subject, Payload evidence) {
    int most = ConflictLimits.evidenceBytes(subject);
    return evidence.size() > most
        ? Refusal.invalid(
            "Expected evidence of at most %d bytes, got %d; put it elsewhere and send a reference"
                .formatted(most, evidence.size()))
        : null;
  }

  Reply report(ConflictCommand.ReportConflict command, AgentId by, Turn turn) {
    Conflict known = conflicts.find(command.id());
    if (known != null) {
      return known.contentHash() == content(command, by)
          ? turn.done()
          : Reply.refused(
              Refusal.alreadyExists(
                  "Conflict %s was reported with other content, or by another agent; choose another id"
                      .formatted(command.id())));
    }
    List<Party> parties = new ArrayList<>();
    for (ConflictCommand.Claim claim : command.claims()) {
      Agent agent = facts.agent(claim.agent());
      if (agent == null) {
        return Reply.refused(
            Refusal.notFound(
                "Expected agent %s to have joined at least once; check the name"
                    .formatted(claim.agent())));
      }
      parties.add(facts.party(agent, command.subject(), claim.evidence()));
    }
    Refusal refusal = checkTask(command.subject());
    if (refusal == null) {
      refusal = checkLimits(parties);
    }
    if (refusal != null) {
      return Reply.refused(refusal);
    }
    open(
        new Report(
            command.id(), command.subject(), parties, by, command.strategy(), command.waitMillis()),
        turn);
    return turn.done();
  }

  void open(Report report, Turn turn) {
    turn.emit(new ConflictEvent.ConflictReported(report));
    Conflict conflict = conflicts.find(report.id());
    if (conflict == null) {
      throw new IllegalStateException("Expected conflict %s to be open".formatted(report.id()));
    }
    resolutions.begin(conflict, turn);
  }

  /** The same hash as that of the report, made of what the caller said. */
  private static long content(ConflictCommand.ReportConflict command, AgentId by) {
    List<Party> said = new ArrayList<>();
    for (ConflictCommand.Claim claim : command.claims()) {
      said.add(
          new Party(
              claim.agent(),
              0,
              dev.yardmaster.core.identity.FencingToken.NONE,
              0,
              claim.evidence()));
    }
    return new Report(
            command.id(), command.subject(), said, by, command.strategy(), command.waitMillis())
        .contentHash();
  }

  private @Nullable Refusal checkTask(Subject subject) {
    if (!(subject instanceof Subject.OfTask of)) {
      return null;
    }
    Task task = facts.task(of);
    if (task == null) {
      return Refusal.notFound(
          "Expected task %s to exist; a conflict is about a task that is there"
              .formatted(of.task()));
    }
    return switch (of.aspect()) {
      case ASSIGNMENT ->
          task.state() instanceof TaskState.Ended
              ? Refusal.failedPrecondition(
                  "Expected task %s to be open, but it is %s; report a conflict about its output"
                      .formatted(task.id(), task.state().name()))
              : null;
      case OUTPUT ->
          task.state() instanceof TaskState.Succeeded
              ? null
              : Refusal.failedPrecondition(
                  "Expected task %s to be SUCCEEDED, but it is %s; report a conflict about its assignment"
                      .formatted(task.id(), task.state().name()));
      case DEPENDENCY -> null;
    };
  }

  @Nullable Refusal checkLimits(List<Party> parties) {
    if (conflicts.open().size() >= ConflictLimits.MAX_OPEN) {
      return Refusal.limit(
          "Expected at most %d open conflicts in the workspace; resolve some"
              .formatted(ConflictLimits.MAX_OPEN),
          1_000);
    }
    long bytes = parties.stream().mapToLong(party -> party.evidence().size()).sum();
    return hasRoomFor.test(bytes) ? null : full(bytes);
  }

  private static Refusal full(long bytes) {
    return Refusal.limit(
        "Expected %d bytes of evidence to fit into the payload quota of the workspace; resolve conflicts, or send a reference"
            .formatted(bytes),
        1_000);
  }

  Reply addEvidence(
      ConflictCommand.AddEvidence command, Agent agent, Conflict conflict, Turn turn) {
    Party party = conflict.report().party(agent.id());
    if (party == null) {
      return Reply.refused(
          Refusal.failedPrecondition(
              "Expected %s to be a party to conflict %s; only parties say something for themselves"
                  .formatted(agent.id(), conflict.id())));
    }
    Refusal size = checkSize(conflict.report().subject(), command.evidence());
    if (size != null) {
      return Reply.refused(size);
    }
    if (party.evidence().equals(command.evidence())) {
      return turn.done();
    }
    int more = command.evidence().size() - party.evidence().size();
    if (!hasRoomFor.test(more)) {
      return Reply.refused(full(more));
    }
    turn.emit(new ConflictEvent.EvidenceAdded(conflict.id(), agent.id(), command.evidence()));
    return turn.done();
  }
}
