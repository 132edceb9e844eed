package dev.yardmaster.protocol.api;

import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCounts;
import dev.yardmaster.core.workspace.WorkspaceView;
import dev.yardmaster.protocol.log.AgentMapping;
import dev.yardmaster.protocol.log.PlacementMapping;
import dev.yardmaster.protocol.v1.GetCountsRequest;
import dev.yardmaster.protocol.v1.GetWorkspaceRequest;
import dev.yardmaster.protocol.v1.Workspace;
import dev.yardmaster.protocol.v1.WorkspaceCounts.AgentCount;
import dev.yardmaster.protocol.v1.WorkspaceServiceGrpc;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Questions about a workspace as a whole. */
final class WorkspaceViews {
  private WorkspaceViews() {}

  static List<QueryCall<?, ?, ?>> calls() {
    return List.of(
        QueryCall.of(
            WorkspaceServiceGrpc.getGetWorkspaceMethod(),
            Query.OfWorkspace.class,
            query -> GetWorkspaceRequest.getDefaultInstance(),
            from -> new Query.OfWorkspace(),
            Answering.always(WorkspaceViews::write, WorkspaceViews::read)),
        QueryCall.of(
            WorkspaceServiceGrpc.getGetCountsMethod(),
            Query.OfCounts.class,
            query -> GetCountsRequest.getDefaultInstance(),
            from -> new Query.OfCounts(),
            Answering.always(WorkspaceViews::write, WorkspaceViews::read)));
  }

  private static Workspace write(WorkspaceView from) {
    Workspace.Builder to =
        Workspace.newBuilder()
            .setId(from.id().value())
            .setPaused(from.paused())
            .setPolicy(PlacementMapping.policy(from.policy()))
            .addAllTasks(PlanViews.counts(from.tasks()))
            .setAgents(from.agents())
            .setResources(from.resources());
    from.plans().forEach(plan -> to.addPlans(plan.value()));
    return to.build();
  }

  private static WorkspaceView read(Workspace from) {
    return new WorkspaceView(
        WorkspaceId.of(from.getId()),
        from.getPaused(),
        PlacementMapping.policy(from.getPolicy()),
        PlanViews.counts(from.getTasksList()),
        from.getAgents(),
        from.getResources(),
        from.getPlansList().stream().map(PlanId::of).toList());
  }

  private static dev.yardmaster.protocol.v1.WorkspaceCounts write(WorkspaceCounts from) {
    dev.yardmaster.protocol.v1.WorkspaceCounts.Builder to =
        dev.yardmaster.protocol.v1.WorkspaceCounts.newBuilder()
            .addAllTasks(PlanViews.counts(from.tasks().byState()))
            .putAllOpenTasksByType(from.tasks().openByType())
            .putAllOpenTasksByPriority(from.tasks().openByPriority())
            .setBusyAgents(from.agents().busy())
            .setSlots(from.agents().slots())
            .setBusySlots(from.agents().busySlots())
            .setMail(from.mail().inMailboxes())
            .setDeadLetters(from.mail().deadLetters())
            .setRecords(from.records())
            .setOpenConflicts(from.openConflicts());
    from.agents()
        .byStatus()
        .forEach((status, count) ->
            to.addAgentsBuilder().setStatus(AgentMapping.write(status)).setCount(count));
    to.getLocksBuilder()
        .setGrants(from.locks().grants())
        .setEntries(from.locks().entries())
        .setWaitsForLocks(from.locks().waitsForLocks())
        .setWaitsForTasks(from.locks().waitsForTasks())
        .setWaitsForReplies(from.locks().waitsForReplies());
    return to.build();
  }

  private static WorkspaceCounts read(dev.yardmaster.protocol.v1.WorkspaceCounts from) {
    return new WorkspaceCounts(
        new WorkspaceCounts.Tasks(
            PlanViews.counts(from.getTasksList()),
            Collections.unmodifiableSortedMap(new TreeMap<>(from.getOpenTasksByTypeMap())),
            Collections.unmodifiableSortedMap(new TreeMap<>(from.getOpenTasksByPriorityMap()))),
        new WorkspaceCounts.Agents(
            statuses(from.getAgentsList()),
            from.getBusyAgents(),
            from.getSlots(),
            from.getBusySlots()),
        new WorkspaceCounts.Locks(
            from.getLocks().getGrants(),
            from.getLocks().getEntries(),
            from.getLocks().getWaitsForLocks(),
            from.getLocks().getWaitsForTasks(),
            from.getLocks().getWaitsForReplies()),
        new WorkspaceCounts.Mail(from.getMail(), from.getDeadLetters()),
        from.getRecords(),
        from.getOpenConflicts());
  }

  private static Map<AgentStatus, Integer> statuses(List<AgentCount> from) {
    Map<AgentStatus, Integer> to = new EnumMap<>(AgentStatus.class);
    from.forEach(count -> to.put(AgentMapping.read(count.getStatus()), count.getCount()));
    return Collections.unmodifiableMap(to);
  }
}
