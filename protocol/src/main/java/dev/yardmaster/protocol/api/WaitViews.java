package dev.yardmaster.protocol.api;

import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.deadlock.Node;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WaitView;
import dev.yardmaster.protocol.log.ResourceMapping;
import dev.yardmaster.protocol.log.WaitMapping;
import dev.yardmaster.protocol.v1.AwaitOutcomeRequest;
import dev.yardmaster.protocol.v1.GetWaitForGraphRequest;
import dev.yardmaster.protocol.v1.ListWaitsRequest;
import dev.yardmaster.protocol.v1.LockServiceGrpc;
import dev.yardmaster.protocol.v1.OpenWait;
import dev.yardmaster.protocol.v1.WaitForEdge;
import dev.yardmaster.protocol.v1.WaitForGraph;
import dev.yardmaster.protocol.v1.WaitForNode;
import dev.yardmaster.protocol.v1.WaitList;
import dev.yardmaster.protocol.v1.WaitOutcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions about waits: who waits for what and whom, and how it ended. */
final class WaitViews {
  private WaitViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            LockServiceGrpc.getListWaitsMethod(),
            Query.OfWaits.class,
            query -> ListWaitsRequest.newBuilder().setLimit(query.limit()).build(),
            from -> new Query.OfWaits(Absent.limit(from.getLimit(), Absent.MANY)),
            Answering.always(
                views ->
                    WaitList.newBuilder()
                        .addAllWaits(views.stream().map(WaitViews::write).toList())
                        .build(),
                from -> from.getWaitsList().stream().map(WaitViews::read).toList())),
        QueryCall.of(
            LockServiceGrpc.getGetWaitForGraphMethod(),
            Query.OfWaitForGraph.class,
            query -> GetWaitForGraphRequest.newBuilder().setLimit(query.limit()).build(),
            from -> new Query.OfWaitForGraph(Absent.limit(from.getLimit(), Absent.MANY)),
            Answering.always(
                edges ->
                    WaitForGraph.newBuilder()
                        .addAllEdges(edges.stream().map(WaitViews::write).toList())
                        .build(),
                from -> from.getEdgesList().stream().map(WaitViews::read).toList())),
        QueryCall.of(
            LockServiceGrpc.getAwaitOutcomeMethod(),
            Query.OfWaitOutcome.class,
            query -> AwaitOutcomeRequest.newBuilder().setWaitId(query.waitId().value()).build(),
            from -> new Query.OfWaitOutcome(new FencingToken(from.getWaitId())),
            // No outcome is an answer too: the wait is still open.
            new Answering<>() {
              @Override
              public WaitOutcome write(Optional<Outcome> answer) {
                return answer
                    .map(outcome -> outcome(FencingToken.NONE, outcome))
                    .orElse(WaitOutcome.getDefaultInstance());
              }

              @Override
              public Optional<Outcome> read(@Nullable WaitOutcome from) {
                return from == null || !from.hasEnded()
                    ? Optional.empty()
                    : Optional.of(WaitMapping.outcome(from.getEnded()));
              }
            }));
  }

  static WaitOutcome outcome(FencingToken waitId, Outcome outcome) {
    return WaitOutcome.newBuilder().setEnded(WaitMapping.ended(waitId, outcome)).build();
  }

  private static OpenWait write(WaitView from) {
    return OpenWait.newBuilder()
        .setWait(WaitMapping.wait(from.open()))
        .addAllBlockedBy(from.blockedBy())
        .build();
  }

  private static WaitView read(OpenWait from) {
    return new WaitView(WaitMapping.wait(from.getWait()), from.getBlockedByList());
  }

  private static WaitForEdge write(Edge from) {
    WaitForEdge.Builder to =
        WaitForEdge.newBuilder()
            .setFrom(write(from.from()))
            .setTo(write(from.to()))
            .setWhy(from.why());
    Wait via = from.via();
    if (via != null) {
      to.setVia(WaitMapping.wait(via));
    }
    Edge.Missing shortage = from.shortage();
    if (shortage != null) {
      to.getShortageBuilder()
          .setResource(shortage.resource())
          .setPermits(shortage.permits())
          .setNeeded(shortage.needed());
    }
    return to.build();
  }

  private static Edge read(WaitForEdge from) {
    WaitForEdge.Missing shortage = from.getShortage();
    return new Edge(
        read(from.getFrom()),
        read(from.getTo()),
        from.hasVia() ? WaitMapping.wait(from.getVia()) : null,
        from.getWhy(),
        from.hasShortage()
            ? new Edge.Missing(shortage.getResource(), shortage.getPermits(), shortage.getNeeded())
            : null);
  }

  private static WaitForNode write(Node from) {
    WaitForNode.Builder to = WaitForNode.newBuilder();
    switch (from) {
      case Node.OfHolder of -> to.setHolder(ResourceMapping.holder(of.holder()));
      case Node.OfTask of -> to.setTask(of.task().value());
      case Node.OfAgent of -> to.setAgent(of.agent().value());
    }
    return to.build();
  }

  private static Node read(WaitForNode from) {
    return switch (from.getKindCase()) {
      case HOLDER -> new Node.OfHolder(ResourceMapping.holder(from.getHolder()));
      case TASK -> new Node.OfTask(TaskId.of(from.getTask()));
      case AGENT -> new Node.OfAgent(AgentId.of(from.getAgent()));
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "Expected a holder, task or agent in the wait-for graph, got none; ask with a client of the server's release");
    };
  }
}
