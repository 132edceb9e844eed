package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.workspace.AgentView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.AgentMapping;
import dev.yardmaster.protocol.v1.Agent;
import dev.yardmaster.protocol.v1.AgentList;
import dev.yardmaster.protocol.v1.AgentServiceGrpc;
import dev.yardmaster.protocol.v1.GetAgentRequest;
import dev.yardmaster.protocol.v1.ListAgentsRequest;
import java.util.List;

/** Questions about agents. */
final class AgentViews {
  private AgentViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            AgentServiceGrpc.getGetAgentMethod(),
            Query.OfAgent.class,
            query -> GetAgentRequest.newBuilder().setAgent(query.agent().value()).build(),
            from -> new Query.OfAgent(AgentId.of(from.getAgent())),
            Answering.found(AgentViews::write, AgentViews::read)),
        QueryCall.of(
            AgentServiceGrpc.getListAgentsMethod(),
            Query.OfAgents.class,
            query -> ListAgentsRequest.newBuilder().setLimit(query.limit()).build(),
            from -> new Query.OfAgents(Absent.limit(from.getLimit(), Absent.MANY)),
            Answering.always(
                views ->
                    AgentList.newBuilder()
                        .addAllAgents(views.stream().map(AgentViews::write).toList())
                        .build(),
                from -> from.getAgentsList().stream().map(AgentViews::read).toList())));
  }

  private static Agent write(AgentView from) {
    Agent.Builder to =
        Agent.newBuilder()
            .setProfile(AgentMapping.profile(from.profile()))
            .setStatus(AgentMapping.write(from.status()))
            .setSession(from.session().value())
            .setSlowness(from.slowness());
    from.running().forEach(task -> to.addRunning(task.value()));
    from.assigned().forEach(task -> to.addAssigned(task.value()));
    return to.build();
  }

  private static AgentView read(Agent from) {
    return new AgentView(
        AgentMapping.profile(from.getProfile()),
        AgentMapping.read(from.getStatus()),
        new FencingToken(from.getSession()),
        from.getRunningList().stream().map(TaskId::of).toList(),
        from.getAssignedList().stream().map(TaskId::of).toList(),
        from.getSlowness());
  }
}
