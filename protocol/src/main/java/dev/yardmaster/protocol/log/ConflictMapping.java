package dev.yardmaster.protocol.log;

import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.ConflictState;
import dev.yardmaster.core.conflict.Ruling;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.protocol.log.v1.ConflictProto;
import java.util.List;
import java.util.TreeMap;

/** Events of conflicts. */
public final class ConflictMapping {
  private ConflictMapping() {}

  public static ConflictProto.ConflictEvent write(ConflictEvent event) {
    ConflictProto.ConflictEvent.Builder to = ConflictProto.ConflictEvent.newBuilder();
    switch (event) {
      case ConflictEvent.ConflictReported e ->
          to.getReportedBuilder().setReport(ReportMapping.write(e.report()));
      case ConflictEvent.EvidenceAdded e ->
          to.getEvidenceAddedBuilder()
              .setConflict(e.conflict().value())
              .setAgent(e.agent().value())
              .setEvidence(TaskSpecMapping.payload(e.evidence()));
      case ConflictEvent.VoteOpened e ->
          to.getVoteOpenedBuilder()
              .setConflict(e.conflict().value())
              .addAllElectorate(texts(e.electorate()))
              .setUntilMillis(e.untilMillis());
      case ConflictEvent.VoteCast e ->
          to.getVoteCastBuilder()
              .setConflict(e.conflict().value())
              .setAgent(e.agent().value())
              .setChoice(e.choice().value());
      case ConflictEvent.ResolutionRequested e ->
          to.getResolutionRequestedBuilder()
              .setConflict(e.conflict().value())
              .setGeneration(e.generation())
              .setStrategy(Strict.text(e.strategy()))
              .setUntilMillis(e.untilMillis());
      case ConflictEvent.ResolutionFellBack e ->
          to.getFellBackBuilder()
              .setConflict(e.conflict().value())
              .setStrategy(Strict.text(e.strategy()))
              .setReason(Strict.text(e.reason()));
      case ConflictEvent.ConflictEscalated e ->
          to.getEscalatedBuilder().setConflict(e.conflict().value()).setWhy(Strict.text(e.why()));
      case ConflictEvent.ConflictResolved e ->
          to.getResolvedBuilder().setConflict(e.conflict().value()).setRuling(ruling(e.ruling()));
      case ConflictEvent.ConflictForgotten e ->
          to.getForgottenBuilder().setConflict(e.conflict().value());
      case ConflictEvent.ConflictRestored e -> {
        ConflictProto.ConflictRestored.Builder restored = to.getRestoredBuilder();
        restored
            .setReport(ReportMapping.write(e.report()))
            .setContentHash(e.contentHash())
            .setSinceMillis(e.sinceMillis())
            .setState(state(e.state()));
        e.votes()
            .forEach(vote ->
                restored
                    .addVotesBuilder()
                    .setAgent(vote.agent().value())
                    .setChoice(vote.choice().value()));
      }
      case ConflictEvent.ConflictCountsRestored e -> {
        ConflictProto.ConflictCountsRestored.Builder counts = to.getCountsRestoredBuilder();
        e.reported().forEach((kind, count) -> counts.putReported(Strict.text(kind), count));
        e.resolved().forEach((how, count) -> counts.putResolved(Strict.text(how), count));
        counts.setOpenMillis(e.openMillis());
      }
      case ConflictEvent.LostAttemptRestored e ->
          to.getLostAttemptRestoredBuilder()
              .setEpoch(e.epoch().value())
              .setTask(e.task().value())
              .setAgent(e.agent().value());
    }
    return to.build();
  }

  public static ConflictEvent read(ConflictProto.ConflictEvent from) {
    return switch (from.getKindCase()) {
      case REPORTED ->
          new ConflictEvent.ConflictReported(
              ReportMapping.read(Strict.known(from.getReported()).getReport()));
      case EVIDENCE_ADDED -> {
        ConflictProto.EvidenceAdded e = Strict.known(from.getEvidenceAdded());
        yield new ConflictEvent.EvidenceAdded(
            ConflictId.of(e.getConflict()),
            AgentId.of(e.getAgent()),
            TaskSpecMapping.payload(e.getEvidence()));
      }
      case VOTE_OPENED -> {
        ConflictProto.VoteOpened e = Strict.known(from.getVoteOpened());
        yield new ConflictEvent.VoteOpened(
            ConflictId.of(e.getConflict()), agents(e.getElectorateList()), e.getUntilMillis());
      }
      case VOTE_CAST -> {
        ConflictProto.VoteCast e = Strict.known(from.getVoteCast());
        yield new ConflictEvent.VoteCast(
            ConflictId.of(e.getConflict()), AgentId.of(e.getAgent()), AgentId.of(e.getChoice()));
      }
      case RESOLUTION_REQUESTED -> {
        ConflictProto.ResolutionRequested e = Strict.known(from.getResolutionRequested());
        yield new ConflictEvent.ResolutionRequested(
            ConflictId.of(e.getConflict()), e.getGeneration(), e.getStrategy(), e.getUntilMillis());
      }
      case FELL_BACK -> {
        ConflictProto.ResolutionFellBack e = Strict.known(from.getFellBack());
        yield new ConflictEvent.ResolutionFellBack(
            ConflictId.of(e.getConflict()), e.getStrategy(), e.getReason());
      }
      case ESCALATED -> {
        ConflictProto.ConflictEscalated e = Strict.known(from.getEscalated());
        yield new ConflictEvent.ConflictEscalated(ConflictId.of(e.getConflict()), e.getWhy());
      }
      case RESOLVED -> {
        ConflictProto.ConflictResolved e = Strict.known(from.getResolved());
        yield new ConflictEvent.ConflictResolved(
            ConflictId.of(e.getConflict()), ruling(e.getRuling()));
      }
      case FORGOTTEN ->
          new ConflictEvent.ConflictForgotten(
              ConflictId.of(Strict.known(from.getForgotten()).getConflict()));
      case RESTORED -> {
        ConflictProto.ConflictRestored e = Strict.known(from.getRestored());
        yield new ConflictEvent.ConflictRestored(
            ReportMapping.read(e.getReport()),
            e.getContentHash(),
            e.getSinceMillis(),
            state(e.getState()),
            e.getVotesList().stream().map(ConflictMapping::vote).toList());
      }
      case COUNTS_RESTORED -> {
        ConflictProto.ConflictCountsRestored e = Strict.known(from.getCountsRestored());
        yield new ConflictEvent.ConflictCountsRestored(
            new TreeMap<>(e.getReportedMap()),
            new TreeMap<>(e.getResolvedMap()),
            e.getOpenMillis());
      }
      case LOST_ATTEMPT_RESTORED -> {
        ConflictProto.LostAttemptRestored e = Strict.known(from.getLostAttemptRestored());
        yield new ConflictEvent.LostAttemptRestored(
            new FencingToken(e.getEpoch()), TaskId.of(e.getTask()), AgentId.of(e.getAgent()));
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static ConflictEvent.Vote vote(ConflictProto.ConflictVote from) {
    Strict.known(from);
    return new ConflictEvent.Vote(AgentId.of(from.getAgent()), AgentId.of(from.getChoice()));
  }

  public static ConflictProto.ConflictState state(ConflictState from) {
    ConflictProto.ConflictState.Builder to = ConflictProto.ConflictState.newBuilder();
    switch (from) {
      case ConflictState.Pending s ->
          to.getPendingBuilder().setUntilMillis(s.untilMillis()).setWhy(Strict.text(s.why()));
      case ConflictState.Voting s ->
          to.getVotingBuilder()
              .addAllElectorate(texts(s.electorate()))
              .setUntilMillis(s.untilMillis());
      case ConflictState.Asked s ->
          to.getAskedBuilder()
              .setStrategy(Strict.text(s.strategy()))
              .setGeneration(s.generation())
              .setUntilMillis(s.untilMillis());
      case ConflictState.Resolved s ->
          to.getResolvedBuilder().setRuling(ruling(s.ruling())).setAtMillis(s.atMillis());
    }
    return to.build();
  }

  public static ConflictState state(ConflictProto.ConflictState from) {
    return switch (Strict.known(from).getKindCase()) {
      case PENDING -> {
        ConflictProto.ConflictState.Pending s = Strict.known(from.getPending());
        yield new ConflictState.Pending(s.getUntilMillis(), s.getWhy());
      }
      case VOTING -> {
        ConflictProto.ConflictState.Voting s = Strict.known(from.getVoting());
        yield new ConflictState.Voting(agents(s.getElectorateList()), s.getUntilMillis());
      }
      case ASKED -> {
        ConflictProto.ConflictState.Asked s = Strict.known(from.getAsked());
        yield new ConflictState.Asked(s.getStrategy(), s.getGeneration(), s.getUntilMillis());
      }
      case RESOLVED -> {
        ConflictProto.ConflictState.Resolved s = Strict.known(from.getResolved());
        yield new ConflictState.Resolved(ruling(s.getRuling()), s.getAtMillis());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static ConflictProto.ConflictRuling ruling(Ruling from) {
    return ConflictProto.ConflictRuling.newBuilder()
        .setWinner(from.winner().value())
        .setHow(Strict.text(from.how()))
        .setBy(Strict.text(from.by()))
        .setWhy(Strict.text(from.why()))
        .build();
  }

  private static Ruling ruling(ConflictProto.ConflictRuling from) {
    Strict.known(from);
    return new Ruling(AgentId.of(from.getWinner()), from.getHow(), from.getBy(), from.getWhy());
  }

  private static List<String> texts(List<AgentId> agents) {
    return agents.stream().map(AgentId::value).toList();
  }

  private static List<AgentId> agents(List<String> texts) {
    return texts.stream().map(AgentId::of).toList();
  }
}
