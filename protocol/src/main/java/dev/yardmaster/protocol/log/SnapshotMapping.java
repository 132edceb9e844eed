package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.task.PlanRestored;
import dev.yardmaster.core.task.SnapshotEvent;
import dev.yardmaster.core.task.TaskRestored;
import dev.yardmaster.core.task.TombstoneRestored;
import dev.yardmaster.protocol.log.v1.SnapshotProto;

/** Tasks and plans as they stood. */
final class SnapshotMapping {
  private SnapshotMapping() {}

  static SnapshotProto.SnapshotEvent write(SnapshotEvent event) {
    SnapshotProto.SnapshotEvent.Builder to = SnapshotProto.SnapshotEvent.newBuilder();
    switch (event) {
      case TaskRestored e -> to.setTask(task(e));
      case PlanRestored e ->
          to.getPlanBuilder()
              .setPlan(e.plan().value())
              .setRevision(e.revision())
              .setRedoChanged(e.redoChanged())
              .setStage(PlanMapping.write(e.stage()))
              .setNext(e.next())
              .setCancelReason(Strict.text(e.cancelReason()));
      case TombstoneRestored e ->
          to.getTombstoneBuilder()
              .setIdHash(e.idHash())
              .setContentHash(e.contentHash())
              .setOutcome(TaskStateMapping.write(e.outcome()))
              .setSinceMillis(e.sinceMillis())
              .setPlanHash(e.planHash());
    }
    return to.build();
  }

  static SnapshotEvent read(SnapshotProto.SnapshotEvent from) {
    return switch (from.getKindCase()) {
      case TASK -> task(from.getTask());
      case PLAN -> {
        SnapshotProto.PlanRestored e = Strict.known(from.getPlan());
        yield new PlanRestored(
            PlanId.of(e.getPlan()),
            e.getRevision(),
            e.getRedoChanged(),
            PlanMapping.read(e.getStage()),
            e.getNext(),
            e.getCancelReason());
      }
      case TOMBSTONE -> {
        SnapshotProto.TombstoneRestored e = Strict.known(from.getTombstone());
        yield new TombstoneRestored(
            e.getIdHash(),
            e.getContentHash(),
            TaskStateMapping.read(e.getOutcome()),
            e.getSinceMillis(),
            e.getPlanHash());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static SnapshotProto.TaskRestored task(TaskRestored from) {
    SnapshotProto.TaskRestored.Builder to =
        SnapshotProto.TaskRestored.newBuilder()
            .setSpec(TaskSpecMapping.write(from.spec()))
            .setState(TaskStateMapping.write(from.state()))
            .setProgress(progress(from.progress()));
    TaskRestored.PlanSlot slot = from.slot();
    if (slot != null) {
      to.getSlotBuilder()
          .setPlan(slot.plan().value())
          .setRevision(slot.revision())
          .setIndex(slot.index());
    }
    return to.build();
  }

  private static TaskRestored task(SnapshotProto.TaskRestored from) {
    SnapshotProto.PlanSlot slot = Strict.known(Strict.known(from).getSlot());
    return new TaskRestored(
        TaskSpecMapping.read(from.getSpec()),
        TaskStateMapping.read(from.getState()),
        progress(from.getProgress()),
        from.hasSlot()
            ? new TaskRestored.PlanSlot(
                PlanId.of(slot.getPlan()), slot.getRevision(), slot.getIndex())
            : null);
  }

  private static SnapshotProto.Progress progress(TaskRestored.Progress from) {
    SnapshotProto.Progress.Builder to =
        SnapshotProto.Progress.newBuilder()
            .setArrival(from.arrival())
            .setAttempts(from.attempts())
            .setLosses(from.losses())
            .setSettled(from.settled())
            .setRevivedPlusOne(from.revived() + 1)
            .setLastEpoch(from.lastEpoch());
    to.getStandingBuilder()
        .setPriority(from.standing().priority())
        .setRankMillis(from.standing().rankMillis())
        .setApproved(from.standing().approved())
        .setReleased(from.standing().released());
    AgentId pin = from.standing().pin();
    if (pin != null) {
      to.getStandingBuilder().setPin(pin.value());
    }
    return to.build();
  }

  private static TaskRestored.Progress progress(SnapshotProto.Progress from) {
    SnapshotProto.Standing standing = Strict.known(Strict.known(from).getStanding());
    return new TaskRestored.Progress(
        from.getArrival(),
        from.getAttempts(),
        from.getLosses(),
        from.getSettled(),
        from.getRevivedPlusOne() - 1,
        from.getLastEpoch(),
        new TaskRestored.Standing(
            standing.getPriority(),
            standing.getRankMillis(),
            standing.getApproved(),
            standing.getReleased(),
            standing.hasPin() ? AgentId.of(standing.getPin()) : null));
  }
}
