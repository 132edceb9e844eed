package dev.yardmaster.protocol.api;

import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.workspace.ConflictStats;
import dev.yardmaster.core.workspace.ConflictView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.ConflictMapping;
import dev.yardmaster.protocol.log.ReportMapping;
import dev.yardmaster.protocol.log.v1.ConflictProto.ConflictVote;
import dev.yardmaster.protocol.v1.Conflict;
import dev.yardmaster.protocol.v1.ConflictList;
import dev.yardmaster.protocol.v1.ConflictServiceGrpc;
import dev.yardmaster.protocol.v1.GetConflictRequest;
import dev.yardmaster.protocol.v1.GetConflictStatsRequest;
import dev.yardmaster.protocol.v1.ListConflictsRequest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Questions about conflicts. */
final class ConflictViews {
  private ConflictViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            ConflictServiceGrpc.getGetConflictMethod(),
            Query.OfConflict.class,
            query -> GetConflictRequest.newBuilder().setConflict(query.conflict().value()).build(),
            from -> new Query.OfConflict(ConflictId.of(from.getConflict())),
            Answering.found(ConflictViews::write, ConflictViews::read)),
        QueryCall.of(
            ConflictServiceGrpc.getListConflictsMethod(),
            Query.OfConflicts.class,
            query ->
                ListConflictsRequest.newBuilder()
                    .setHistory(query.history())
                    .setLimit(query.limit())
                    .build(),
            from ->
                new Query.OfConflicts(from.getHistory(), Absent.limit(from.getLimit(), Absent.FEW)),
            Answering.always(
                views ->
                    ConflictList.newBuilder()
                        .addAllConflicts(views.stream().map(ConflictViews::write).toList())
                        .build(),
                from -> from.getConflictsList().stream().map(ConflictViews::read).toList())),
        QueryCall.of(
            ConflictServiceGrpc.getGetConflictStatsMethod(),
            Query.OfConflictStats.class,
            query -> GetConflictStatsRequest.getDefaultInstance(),
            from -> new Query.OfConflictStats(),
            Answering.always(ConflictViews::write, ConflictViews::read)));
  }

  private static Conflict write(ConflictView from) {
    Conflict.Builder to =
        Conflict.newBuilder()
            .setReport(ReportMapping.write(from.report()))
            .setState(ConflictMapping.state(from.state()))
            .setSinceMillis(from.sinceMillis());
    from.votes()
        .forEach((agent, choice) ->
            to.addVotesBuilder().setAgent(agent.value()).setChoice(choice.value()));
    return to.build();
  }

  private static ConflictView read(Conflict from) {
    return new ConflictView(
        ReportMapping.read(from.getReport()),
        ConflictMapping.state(from.getState()),
        votes(from.getVotesList()),
        from.getSinceMillis());
  }

  private static SortedMap<AgentId, AgentId> votes(List<ConflictVote> from) {
    SortedMap<AgentId, AgentId> to = new TreeMap<>();
    for (ConflictVote each : from) {
      ConflictEvent.Vote vote = ConflictMapping.vote(each);
      to.put(vote.agent(), vote.choice());
    }
    return Collections.unmodifiableSortedMap(to);
  }

  private static dev.yardmaster.protocol.v1.ConflictStats write(ConflictStats from) {
    return dev.yardmaster.protocol.v1.ConflictStats.newBuilder()
        .setOpen(from.open())
        .putAllReported(from.reported())
        .putAllResolved(from.resolved())
        .setMeanMillis(from.meanMillis())
        .build();
  }

  private static ConflictStats read(dev.yardmaster.protocol.v1.ConflictStats from) {
    return new ConflictStats(
        from.getOpen(),
        new TreeMap<>(from.getReportedMap()),
        new TreeMap<>(from.getResolvedMap()),
        from.getMeanMillis());
  }
}
