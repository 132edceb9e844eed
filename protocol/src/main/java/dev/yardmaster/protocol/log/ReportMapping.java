package dev.yardmaster.protocol.log;

import dev.yardmaster.core.conflict.Party;
import dev.yardmaster.core.conflict.Report;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.protocol.log.v1.ConflictProto;

/** Reports of conflicts. */
public final class ReportMapping {
  private ReportMapping() {}

  public static ConflictProto.ConflictReport write(Report from) {
    ConflictProto.ConflictReport.Builder to =
        ConflictProto.ConflictReport.newBuilder()
            .setId(from.id().value())
            .setStrategy(Strict.text(from.strategy()))
            .setWaitMillis(from.waitMillis());
    switch (from.subject()) {
      case Subject.OfResource of -> to.setResource(Strict.text(of.resource().value()));
      case Subject.OfTask of -> to.setTask(task(of));
    }
    if (from.by() != null) {
      to.setBy(from.by().value());
    }
    for (Party party : from.parties()) {
      to.addPartiesBuilder()
          .setAgent(party.agent().value())
          .setPriority(party.priority())
          .setAsked(party.asked().value())
          .setAskedMillis(party.askedMillis())
          .setEvidence(TaskSpecMapping.payload(party.evidence()));
    }
    return to.build();
  }

  public static Report read(ConflictProto.ConflictReport from) {
    Strict.known(from);
    return new Report(
        ConflictId.of(from.getId()),
        subject(from),
        from.getPartiesList().stream().map(ReportMapping::party).toList(),
        from.hasBy() ? AgentId.of(from.getBy()) : null,
        from.getStrategy(),
        from.getWaitMillis());
  }

  private static Subject subject(ConflictProto.ConflictReport from) {
    return switch (from.getSubjectCase()) {
      case RESOURCE -> new Subject.OfResource(ResourceName.of(from.getResource()));
      case TASK -> task(from.getTask());
      case SUBJECT_NOT_SET -> throw Strict.empty(from);
    };
  }

  public static ConflictProto.TaskSubject task(Subject.OfTask from) {
    return ConflictProto.TaskSubject.newBuilder()
        .setTask(from.task().value())
        .setAspect(write(from.aspect()))
        .build();
  }

  public static Subject.OfTask task(ConflictProto.TaskSubject from) {
    Strict.known(from);
    return new Subject.OfTask(TaskId.of(from.getTask()), read(from.getAspect()));
  }

  private static Party party(ConflictProto.ConflictParty from) {
    Strict.known(from);
    return new Party(
        AgentId.of(from.getAgent()),
        from.getPriority(),
        new FencingToken(from.getAsked()),
        from.getAskedMillis(),
        TaskSpecMapping.payload(from.getEvidence()));
  }

  private static ConflictProto.TaskAspect write(Subject.Aspect from) {
    return switch (from) {
      case ASSIGNMENT -> ConflictProto.TaskAspect.TASK_ASPECT_ASSIGNMENT;
      case DEPENDENCY -> ConflictProto.TaskAspect.TASK_ASPECT_DEPENDENCY;
      case OUTPUT -> ConflictProto.TaskAspect.TASK_ASPECT_OUTPUT;
    };
  }

  private static Subject.Aspect read(ConflictProto.TaskAspect from) {
    return switch (from) {
      case TASK_ASPECT_ASSIGNMENT -> Subject.Aspect.ASSIGNMENT;
      case TASK_ASPECT_DEPENDENCY -> Subject.Aspect.DEPENDENCY;
      case TASK_ASPECT_OUTPUT -> Subject.Aspect.OUTPUT;
      case TASK_ASPECT_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("aspect of a task", from);
    };
  }
}
