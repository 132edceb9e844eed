package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.log.PlacementMapping;
import dev.yardmaster.protocol.v1.CreateWorkspaceRequest;
import dev.yardmaster.protocol.v1.OpenClientSessionRequest;
import dev.yardmaster.protocol.v1.PauseWorkspaceRequest;
import dev.yardmaster.protocol.v1.PlaceRequest;
import dev.yardmaster.protocol.v1.RegisterStrategyRequest;
import dev.yardmaster.protocol.v1.ResumeWorkspaceRequest;
import dev.yardmaster.protocol.v1.SetPlacementPolicyRequest;
import dev.yardmaster.protocol.v1.StrategyUse;
import dev.yardmaster.protocol.v1.UnregisterStrategyRequest;
import java.util.List;

/** Commands on workspaces, strategies and client sessions. */
final class WorkspaceCalls {
  private WorkspaceCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(
        CREATE,
        PAUSE,
        RESUME,
        SET_PLACEMENT_POLICY,
        REGISTER_STRATEGY,
        UNREGISTER_STRATEGY,
        PLACE,
        OPEN_CLIENT_SESSION);
  }

  private static final CommandCall<WorkspaceCommand.CreateWorkspace, CreateWorkspaceRequest>
      CREATE =
          CommandCall.of(
              "WorkspaceService/Create",
              WorkspaceCommand.CreateWorkspace.class,
              CreateWorkspaceRequest.getDefaultInstance(),
              c -> CreateWorkspaceRequest.newBuilder(),
              (q, speaker) -> new WorkspaceCommand.CreateWorkspace());

  private static final CommandCall<WorkspaceCommand.PauseWorkspace, PauseWorkspaceRequest> PAUSE =
      CommandCall.of(
          "WorkspaceService/Pause",
          WorkspaceCommand.PauseWorkspace.class,
          PauseWorkspaceRequest.getDefaultInstance(),
          c -> PauseWorkspaceRequest.newBuilder().setBy(c.by()),
          (q, speaker) -> new WorkspaceCommand.PauseWorkspace(q.getBy()));

  private static final CommandCall<WorkspaceCommand.ResumeWorkspace, ResumeWorkspaceRequest>
      RESUME =
          CommandCall.of(
              "WorkspaceService/Resume",
              WorkspaceCommand.ResumeWorkspace.class,
              ResumeWorkspaceRequest.getDefaultInstance(),
              c -> ResumeWorkspaceRequest.newBuilder().setBy(c.by()),
              (q, speaker) -> new WorkspaceCommand.ResumeWorkspace(q.getBy()));

  private static final CommandCall<WorkspaceCommand.SetPlacementPolicy, SetPlacementPolicyRequest>
      SET_PLACEMENT_POLICY =
          CommandCall.of(
              "WorkspaceService/SetPlacementPolicy",
              WorkspaceCommand.SetPlacementPolicy.class,
              SetPlacementPolicyRequest.getDefaultInstance(),
              c ->
                  SetPlacementPolicyRequest.newBuilder()
                      .setPolicy(PlacementMapping.policy(c.policy())),
              (q, speaker) ->
                  new WorkspaceCommand.SetPlacementPolicy(
                      Requests.read("policy", q.getPolicy(), Defaults::policy)));

  private static final CommandCall<WorkspaceCommand.RegisterStrategy, RegisterStrategyRequest>
      REGISTER_STRATEGY =
          CommandCall.of(
              "WorkspaceService/RegisterStrategy",
              WorkspaceCommand.RegisterStrategy.class,
              RegisterStrategyRequest.getDefaultInstance(),
              c ->
                  RegisterStrategyRequest.newBuilder()
                      .setUse(write(c.use()))
                      .setName(Text.check("the strategy's name", c.name())),
              (q, speaker) -> new WorkspaceCommand.RegisterStrategy(use(q.getUse()), q.getName()));

  private static final CommandCall<WorkspaceCommand.UnregisterStrategy, UnregisterStrategyRequest>
      UNREGISTER_STRATEGY =
          CommandCall.of(
              "WorkspaceService/UnregisterStrategy",
              WorkspaceCommand.UnregisterStrategy.class,
              UnregisterStrategyRequest.getDefaultInstance(),
              c ->
                  UnregisterStrategyRequest.newBuilder()
                      .setUse(write(c.use()))
                      .setName(Text.check("the strategy's name", c.name())),
              (q, speaker) ->
                  new WorkspaceCommand.UnregisterStrategy(use(q.getUse()), q.getName()));

  private static final CommandCall<TaskCommand.Place, PlaceRequest> PLACE =
      CommandCall.of(
          "WorkspaceService/Place",
          TaskCommand.Place.class,
          PlaceRequest.getDefaultInstance(),
          c ->
              PlaceRequest.newBuilder()
                  .setTask(c.task().value())
                  .setGeneration(c.generation())
                  .setAgent(c.agent().value())
                  .setReason(c.reason()),
          (q, speaker) ->
              new TaskCommand.Place(
                  Requests.read("task", q.getTask(), TaskId::of),
                  q.getGeneration(),
                  Requests.read("agent", q.getAgent(), AgentId::of),
                  q.getReason()));

  private static final CommandCall<ShardCommand.OpenClientSession, OpenClientSessionRequest>
      OPEN_CLIENT_SESSION =
          CommandCall.of(
              "WorkspaceService/OpenClientSession",
              ShardCommand.OpenClientSession.class,
              OpenClientSessionRequest.getDefaultInstance(),
              c -> OpenClientSessionRequest.newBuilder(),
              (q, speaker) -> new ShardCommand.OpenClientSession());

  private static StrategyUse write(dev.yardmaster.core.strategy.StrategyUse from) {
    return switch (from) {
      case PLACEMENT -> StrategyUse.STRATEGY_USE_PLACEMENT;
      case CONFLICT -> StrategyUse.STRATEGY_USE_CONFLICT;
    };
  }

  private static dev.yardmaster.core.strategy.StrategyUse use(StrategyUse from) {
    return switch (from) {
      case STRATEGY_USE_PLACEMENT -> dev.yardmaster.core.strategy.StrategyUse.PLACEMENT;
      case STRATEGY_USE_CONFLICT -> dev.yardmaster.core.strategy.StrategyUse.CONFLICT;
      case STRATEGY_USE_UNSPECIFIED, UNRECOGNIZED ->
          throw Requests.unspecified("use", from, "STRATEGY_USE_PLACEMENT, STRATEGY_USE_CONFLICT");
    };
  }
}
