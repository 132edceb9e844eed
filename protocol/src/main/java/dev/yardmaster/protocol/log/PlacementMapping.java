package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.protocol.log.v1.PlacementProto;

/** Events and values of placement. */
public final class PlacementMapping {
  private PlacementMapping() {}

  public static PlacementProto.PlacementEvent write(PlacementEvent event) {
    PlacementProto.PlacementEvent.Builder to = PlacementProto.PlacementEvent.newBuilder();
    switch (event) {
      case PlacementEvent.PlacementPolicyChanged e ->
          to.getPolicyChangedBuilder().setPolicy(policy(e.policy()));
      case PlacementEvent.PlacementRequested e -> {
        PlacementProto.PlacementRequested.Builder requested = to.getRequestedBuilder();
        requested
            .setTask(e.task().value())
            .setGeneration(e.generation())
            .setStrategy(Strict.text(e.strategy()));
        e.candidates().forEach(agent -> requested.addCandidates(agent.value()));
      }
      case PlacementEvent.PlacementFellBack e ->
          to.getFellBackBuilder()
              .setTask(e.task().value())
              .setGeneration(e.generation())
              .setReason(Strict.text(e.reason()));
      case PlacementEvent.DurationRestored e ->
          to.getDurationRestoredBuilder()
              .setType(Strict.text(e.type()))
              .setLogMillis(e.logMillis())
              .setCount(e.count());
      case PlacementEvent.SlownessRestored e ->
          to.getSlownessRestoredBuilder()
              .setAgent(e.agent().value())
              .setLogFactor(e.logFactor())
              .setCount(e.count());
    }
    return to.build();
  }

  public static PlacementEvent read(PlacementProto.PlacementEvent from) {
    return switch (from.getKindCase()) {
      case POLICY_CHANGED ->
          new PlacementEvent.PlacementPolicyChanged(
              policy(Strict.known(from.getPolicyChanged()).getPolicy()));
      case REQUESTED -> {
        PlacementProto.PlacementRequested e = Strict.known(from.getRequested());
        yield new PlacementEvent.PlacementRequested(
            TaskId.of(e.getTask()),
            e.getGeneration(),
            e.getStrategy(),
            e.getCandidatesList().stream().map(AgentId::of).toList());
      }
      case FELL_BACK -> {
        PlacementProto.PlacementFellBack e = Strict.known(from.getFellBack());
        yield new PlacementEvent.PlacementFellBack(
            TaskId.of(e.getTask()), e.getGeneration(), e.getReason());
      }
      case DURATION_RESTORED -> {
        PlacementProto.DurationRestored e = Strict.known(from.getDurationRestored());
        yield new PlacementEvent.DurationRestored(e.getType(), e.getLogMillis(), e.getCount());
      }
      case SLOWNESS_RESTORED -> {
        PlacementProto.SlownessRestored e = Strict.known(from.getSlownessRestored());
        yield new PlacementEvent.SlownessRestored(
            AgentId.of(e.getAgent()), e.getLogFactor(), e.getCount());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static PlacementProto.PlacementPolicy policy(PlacementPolicy from) {
    PlacementProto.PlacementPolicy.Builder to =
        PlacementProto.PlacementPolicy.newBuilder().setStrategy(Strict.text(from.strategy()));
    to.getStealingBuilder()
        .setEnabled(from.stealing().enabled())
        .setThreshold(from.stealing().threshold())
        .setMaxBatch(from.stealing().maxBatch())
        .setIntervalMillis(from.stealing().intervalMillis());
    return to.build();
  }

  public static PlacementPolicy policy(PlacementProto.PlacementPolicy from) {
    PlacementProto.Stealing stealing = Strict.known(Strict.known(from).getStealing());
    return new PlacementPolicy(
        from.getStrategy(),
        new PlacementPolicy.Stealing(
            stealing.getEnabled(),
            stealing.getThreshold(),
            stealing.getMaxBatch(),
            stealing.getIntervalMillis()));
  }
}
