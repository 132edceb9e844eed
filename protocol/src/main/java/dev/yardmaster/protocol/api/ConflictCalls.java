package dev.yardmaster.protocol.api;

import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.protocol.log.ReportMapping;
import dev.yardmaster.protocol.log.TaskSpecMapping;
import dev.yardmaster.protocol.v1.AddEvidenceRequest;
import dev.yardmaster.protocol.v1.AnswerConflictRequest;
import dev.yardmaster.protocol.v1.AutoResolveRequest;
import dev.yardmaster.protocol.v1.CastVoteRequest;
import dev.yardmaster.protocol.v1.ReportConflictRequest;
import dev.yardmaster.protocol.v1.ResolveConflictRequest;
import java.util.List;
import java.util.TreeMap;

/** Commands on conflicts. */
final class ConflictCalls {
  private ConflictCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(REPORT, ADD_EVIDENCE, CAST_VOTE, RESOLVE, AUTO_RESOLVE, ANSWER);
  }

  private static final CommandCall<ConflictCommand.ReportConflict, ReportConflictRequest> REPORT =
      CommandCall.of(
          "ConflictService/Report",
          ConflictCommand.ReportConflict.class,
          ReportConflictRequest.getDefaultInstance(),
          ConflictCalls::report,
          (q, speaker) ->
              new ConflictCommand.ReportConflict(
                  Identity.caller(q.getCaller(), speaker),
                  Requests.read("id", q.getId(), ConflictId::of),
                  subject(q),
                  Requests.readEach("claims", q.getClaimsList(), ConflictCalls::claim),
                  q.getStrategy().isEmpty() ? Defaults.CONFLICT_STRATEGY : q.getStrategy(),
                  q.getWaitMillis()));

  private static final CommandCall<ConflictCommand.AddEvidence, AddEvidenceRequest> ADD_EVIDENCE =
      CommandCall.of(
          "ConflictService/AddEvidence",
          ConflictCommand.AddEvidence.class,
          AddEvidenceRequest.getDefaultInstance(),
          c ->
              AddEvidenceRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setConflict(c.conflict().value())
                  .setEvidence(TaskSpecMapping.payload(c.evidence())),
          (q, speaker) ->
              new ConflictCommand.AddEvidence(
                  Identity.caller(q.getCaller(), speaker),
                  conflict(q.getConflict()),
                  Requests.read("evidence", q.getEvidence(), Defaults::payload)));

  private static final CommandCall<ConflictCommand.CastVote, CastVoteRequest> CAST_VOTE =
      CommandCall.of(
          "ConflictService/CastVote",
          ConflictCommand.CastVote.class,
          CastVoteRequest.getDefaultInstance(),
          c ->
              CastVoteRequest.newBuilder()
                  .setCaller(Identity.write(c.caller()))
                  .setConflict(c.conflict().value())
                  .setChoice(c.choice().value()),
          (q, speaker) ->
              new ConflictCommand.CastVote(
                  Identity.caller(q.getCaller(), speaker),
                  conflict(q.getConflict()),
                  Requests.read("choice", q.getChoice(), AgentId::of)));

  private static final CommandCall<ConflictCommand.ResolveConflict, ResolveConflictRequest>
      RESOLVE =
          CommandCall.of(
              "ConflictService/Resolve",
              ConflictCommand.ResolveConflict.class,
              ResolveConflictRequest.getDefaultInstance(),
              ConflictCalls::resolve,
              (q, speaker) ->
                  new ConflictCommand.ResolveConflict(
                      conflict(q.getConflict()), decision(q), q.getBy()));

  private static final CommandCall<ConflictCommand.AutoResolve, AutoResolveRequest> AUTO_RESOLVE =
      CommandCall.of(
          "ConflictService/AutoResolve",
          ConflictCommand.AutoResolve.class,
          AutoResolveRequest.getDefaultInstance(),
          c -> AutoResolveRequest.newBuilder().setConflict(c.conflict().value()).setBy(c.by()),
          (q, speaker) -> new ConflictCommand.AutoResolve(conflict(q.getConflict()), q.getBy()));

  private static final CommandCall<ConflictCommand.AnswerConflict, AnswerConflictRequest> ANSWER =
      CommandCall.of(
          "ConflictService/Answer",
          ConflictCommand.AnswerConflict.class,
          AnswerConflictRequest.getDefaultInstance(),
          c ->
              AnswerConflictRequest.newBuilder()
                  .setConflict(c.conflict().value())
                  .setGeneration(c.generation())
                  .setWinner(c.winner().value())
                  .setReason(c.reason()),
          (q, speaker) ->
              new ConflictCommand.AnswerConflict(
                  conflict(q.getConflict()),
                  q.getGeneration(),
                  Requests.read("winner", q.getWinner(), AgentId::of),
                  q.getReason()));

  private static ReportConflictRequest.Builder report(ConflictCommand.ReportConflict from) {
    ReportConflictRequest.Builder to =
        ReportConflictRequest.newBuilder()
            .setCaller(Identity.write(from.caller()))
            .setId(from.id().value())
            .setStrategy(from.strategy())
            .setWaitMillis(from.waitMillis());
    switch (from.subject()) {
      case Subject.OfResource of -> to.setResource(of.resource().value());
      case Subject.OfTask of -> to.setTask(ReportMapping.task(of));
    }
    for (ConflictCommand.Claim claim : from.claims()) {
      to.addClaimsBuilder()
          .setAgent(claim.agent().value())
          .setEvidence(TaskSpecMapping.payload(claim.evidence()));
    }
    return to;
  }

  private static Subject subject(ReportConflictRequest from) {
    return switch (from.getSubjectCase()) {
      case RESOURCE ->
          new Subject.OfResource(Requests.read("resource", from.getResource(), ResourceName::of));
      case TASK -> Requests.read("task", from.getTask(), ReportMapping::task);
      case SUBJECT_NOT_SET -> throw Requests.missing("resource, task");
    };
  }

  private static ConflictCommand.Claim claim(ReportConflictRequest.Claim from) {
    Requests.known(from);
    return new ConflictCommand.Claim(
        Requests.read("agent", from.getAgent(), AgentId::of),
        Requests.read("evidence", from.getEvidence(), Defaults::payload));
  }

  private static ResolveConflictRequest.Builder resolve(ConflictCommand.ResolveConflict from) {
    ResolveConflictRequest.Builder to =
        ResolveConflictRequest.newBuilder().setConflict(from.conflict().value()).setBy(from.by());
    switch (from.decision()) {
      case ConflictCommand.Winner winner ->
          to.getWinnerBuilder()
              .setAgent(winner.agent().value())
              .setForce(winner.force())
              .setWhy(winner.why());
      case ConflictCommand.ByStrategy by -> {
        ResolveConflictRequest.ByStrategy.Builder strategy =
            to.getByStrategyBuilder().setStrategy(by.strategy());
        by.priorities()
            .forEach((agent, priority) -> strategy.putPriorities(agent.value(), priority));
      }
    }
    return to;
  }

  private static ConflictCommand.Decision decision(ResolveConflictRequest from) {
    return switch (from.getDecisionCase()) {
      case WINNER -> Requests.read("winner", from.getWinner(), ConflictCalls::winner);
      case BY_STRATEGY ->
          Requests.read("byStrategy", from.getByStrategy(), ConflictCalls::byStrategy);
      case DECISION_NOT_SET -> throw Requests.missing("winner, byStrategy");
    };
  }

  private static ConflictCommand.Winner winner(ResolveConflictRequest.Winner from) {
    Requests.known(from);
    return new ConflictCommand.Winner(
        Requests.read("agent", from.getAgent(), AgentId::of), from.getForce(), from.getWhy());
  }

  private static ConflictCommand.ByStrategy byStrategy(ResolveConflictRequest.ByStrategy from) {
    Requests.known(from);
    TreeMap<AgentId, Integer> priorities = new TreeMap<>();
    from.getPrioritiesMap()
        .forEach((agent, priority) ->
            priorities.put(Requests.read("priorities", agent, AgentId::of), priority));
    return new ConflictCommand.ByStrategy(from.getStrategy(), priorities);
  }

  private static ConflictId conflict(String id) {
    return Requests.read("conflict", id, ConflictId::of);
  }
}
