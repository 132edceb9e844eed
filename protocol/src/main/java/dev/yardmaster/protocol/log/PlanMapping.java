package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.PlanStage;
import dev.yardmaster.protocol.log.v1.PlanProto;

/** Events and values of plans. */
public final class PlanMapping {
  private PlanMapping() {}

  static PlanProto.PlanEvent write(PlanEvent event) {
    PlanProto.PlanEvent.Builder to = PlanProto.PlanEvent.newBuilder();
    String plan = event.plan().value();
    switch (event) {
      case PlanEvent.PlanOpened e ->
          to.getOpenedBuilder()
              .setPlan(plan)
              .setRevision(e.revision())
              .setRedoChanged(e.redoChanged());
      case PlanEvent.PlanTasksAdded e -> {
        PlanProto.PlanTasksAdded.Builder added = to.getTasksAddedBuilder().setPlan(plan);
        e.tasks().forEach(task -> added.addTasks(TaskSpecMapping.write(task)));
      }
      case PlanEvent.PlanSealed e -> to.getSealedBuilder().setPlan(plan);
      case PlanEvent.PlanUploadDropped e -> to.getUploadDroppedBuilder().setPlan(plan);
      case PlanEvent.PlanTaskAdopted e ->
          to.getTaskAdoptedBuilder().setPlan(plan).setIndex(e.index()).setHow(write(e.how()));
      case PlanEvent.PlanRanked e ->
          to.getRankedBuilder().setPlan(plan).setFrom(e.from()).addAllRanksMillis(e.ranksMillis());
      case PlanEvent.PlanAdvanced e ->
          to.getAdvancedBuilder().setPlan(plan).setStage(write(e.stage())).setNext(e.next());
      case PlanEvent.PlanCancelRequested e ->
          to.getCancelRequestedBuilder().setPlan(plan).setReason(Strict.text(e.reason()));
      case PlanEvent.PlanClosed e ->
          to.getClosedBuilder().setPlan(plan).setReason(Strict.text(e.reason()));
      case PlanEvent.PlanRetired e -> to.getRetiredBuilder().setPlan(plan);
    }
    return to.build();
  }

  static PlanEvent read(PlanProto.PlanEvent from) {
    return switch (from.getKindCase()) {
      case OPENED -> {
        PlanProto.PlanOpened e = Strict.known(from.getOpened());
        yield new PlanEvent.PlanOpened(PlanId.of(e.getPlan()), e.getRevision(), e.getRedoChanged());
      }
      case TASKS_ADDED -> {
        PlanProto.PlanTasksAdded e = Strict.known(from.getTasksAdded());
        yield new PlanEvent.PlanTasksAdded(
            PlanId.of(e.getPlan()), e.getTasksList().stream().map(TaskSpecMapping::read).toList());
      }
      case SEALED -> new PlanEvent.PlanSealed(PlanId.of(Strict.known(from.getSealed()).getPlan()));
      case UPLOAD_DROPPED ->
          new PlanEvent.PlanUploadDropped(
              PlanId.of(Strict.known(from.getUploadDropped()).getPlan()));
      case TASK_ADOPTED -> {
        PlanProto.PlanTaskAdopted e = Strict.known(from.getTaskAdopted());
        yield new PlanEvent.PlanTaskAdopted(PlanId.of(e.getPlan()), e.getIndex(), read(e.getHow()));
      }
      case RANKED -> {
        PlanProto.PlanRanked e = Strict.known(from.getRanked());
        yield new PlanEvent.PlanRanked(PlanId.of(e.getPlan()), e.getFrom(), e.getRanksMillisList());
      }
      case ADVANCED -> {
        PlanProto.PlanAdvanced e = Strict.known(from.getAdvanced());
        yield new PlanEvent.PlanAdvanced(PlanId.of(e.getPlan()), read(e.getStage()), e.getNext());
      }
      case CANCEL_REQUESTED -> {
        PlanProto.PlanCancelRequested e = Strict.known(from.getCancelRequested());
        yield new PlanEvent.PlanCancelRequested(PlanId.of(e.getPlan()), e.getReason());
      }
      case CLOSED -> {
        PlanProto.PlanClosed e = Strict.known(from.getClosed());
        yield new PlanEvent.PlanClosed(PlanId.of(e.getPlan()), e.getReason());
      }
      case RETIRED ->
          new PlanEvent.PlanRetired(PlanId.of(Strict.known(from.getRetired()).getPlan()));
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  static PlanProto.Adoption write(PlanEvent.Adoption from) {
    return switch (from) {
      case CREATED -> PlanProto.Adoption.ADOPTION_CREATED;
      case KEPT -> PlanProto.Adoption.ADOPTION_KEPT;
      case REVIVED -> PlanProto.Adoption.ADOPTION_REVIVED;
      case REPLACED -> PlanProto.Adoption.ADOPTION_REPLACED;
      case RECALLED -> PlanProto.Adoption.ADOPTION_RECALLED;
    };
  }

  static PlanEvent.Adoption read(PlanProto.Adoption from) {
    return switch (from) {
      case ADOPTION_CREATED -> PlanEvent.Adoption.CREATED;
      case ADOPTION_KEPT -> PlanEvent.Adoption.KEPT;
      case ADOPTION_REVIVED -> PlanEvent.Adoption.REVIVED;
      case ADOPTION_REPLACED -> PlanEvent.Adoption.REPLACED;
      case ADOPTION_RECALLED -> PlanEvent.Adoption.RECALLED;
      case ADOPTION_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("adoption", from);
    };
  }

  public static PlanProto.PlanStage write(PlanStage from) {
    return switch (from) {
      case OPEN -> PlanProto.PlanStage.PLAN_STAGE_OPEN;
      case ADOPT -> PlanProto.PlanStage.PLAN_STAGE_ADOPT;
      case DROP -> PlanProto.PlanStage.PLAN_STAGE_DROP;
      case RANK -> PlanProto.PlanStage.PLAN_STAGE_RANK;
      case RELEASE -> PlanProto.PlanStage.PLAN_STAGE_RELEASE;
      case CANCEL -> PlanProto.PlanStage.PLAN_STAGE_CANCEL;
      case RETIRE -> PlanProto.PlanStage.PLAN_STAGE_RETIRE;
      case SETTLED -> PlanProto.PlanStage.PLAN_STAGE_SETTLED;
    };
  }

  public static PlanStage read(PlanProto.PlanStage from) {
    return switch (from) {
      case PLAN_STAGE_OPEN -> PlanStage.OPEN;
      case PLAN_STAGE_ADOPT -> PlanStage.ADOPT;
      case PLAN_STAGE_DROP -> PlanStage.DROP;
      case PLAN_STAGE_RANK -> PlanStage.RANK;
      case PLAN_STAGE_RELEASE -> PlanStage.RELEASE;
      case PLAN_STAGE_CANCEL -> PlanStage.CANCEL;
      case PLAN_STAGE_RETIRE -> PlanStage.RETIRE;
      case PLAN_STAGE_SETTLED -> PlanStage.SETTLED;
      case PLAN_STAGE_UNSPECIFIED, UNRECOGNIZED -> throw Strict.unspecified("plan stage", from);
    };
  }
}
