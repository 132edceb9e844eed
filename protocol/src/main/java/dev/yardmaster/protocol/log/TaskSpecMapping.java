package dev.yardmaster.protocol.log;

import com.google.protobuf.UnsafeByteOperations;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.task.Work;
import dev.yardmaster.protocol.log.v1.TaskSpecProto;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is asked of a task, and what it takes and gives. */
public final class TaskSpecMapping {
  private TaskSpecMapping() {}

  /** What an absent retry policy stands for; for ever, whatever the core's default becomes. */
  private static final RetryPolicy ABSENT_RETRY =
      new RetryPolicy(
          2, new RetryPolicy.Backoff(1_000, 200, 20, 300_000), Collections.emptySortedSet());

  private static final Limits ABSENT_LIMITS =
      new Limits(Timeouts.NONE, Schedule.NONE, ABSENT_RETRY, false);

  public static TaskSpecProto.TaskSpec write(TaskSpec from) {
    TaskSpecProto.TaskSpec.Builder to =
        TaskSpecProto.TaskSpec.newBuilder().setId(from.id().value()).setPriority(from.priority());
    if (!from.work().equals(Work.NONE)) {
      to.setWork(work(from.work()));
    }
    for (Dependency dependency : from.dependencies()) {
      to.addDependencies(dependency(dependency));
    }
    if (!from.requirements().equals(Requirements.NONE)) {
      to.setRequirements(requirements(from.requirements()));
    }
    if (!from.limits().equals(ABSENT_LIMITS)) {
      to.setLimits(limits(from.limits()));
    }
    return to.build();
  }

  public static TaskSpec read(TaskSpecProto.TaskSpec from) {
    Strict.known(from);
    return new TaskSpec(
        TaskId.of(from.getId()),
        from.hasWork() ? work(from.getWork()) : Work.NONE,
        from.getPriority(),
        from.getDependenciesCount() == 0
            ? List.of()
            : from.getDependenciesList().stream().map(TaskSpecMapping::dependency).toList(),
        from.hasRequirements() ? requirements(from.getRequirements()) : Requirements.NONE,
        from.hasLimits() ? limits(from.getLimits()) : ABSENT_LIMITS);
  }

  private static TaskSpecProto.Work work(Work from) {
    TaskSpecProto.Work.Builder to =
        TaskSpecProto.Work.newBuilder()
            .setType(Strict.text(from.type()))
            .setDescription(Strict.text(from.description()));
    if (!from.input().equals(Payload.EMPTY)) {
      to.setInput(payload(from.input()));
    }
    for (String tag : from.tags()) {
      to.addTags(Strict.text(tag));
    }
    return to.build();
  }

  private static Work work(TaskSpecProto.Work from) {
    Strict.known(from);
    return new Work(
        from.getType(),
        from.getDescription(),
        payload(from.getInput()),
        Strict.set(from.getTagsList()));
  }

  public static TaskSpecProto.Payload payload(Payload from) {
    // The array is a copy already, and nobody else has it.
    return TaskSpecProto.Payload.newBuilder()
        .setContent(UnsafeByteOperations.unsafeWrap(from.bytes()))
        .setContentType(Strict.text(from.contentType()))
        .build();
  }

  public static Payload payload(TaskSpecProto.Payload from) {
    if (!from.getText().isEmpty()) {
      throw new UnreadableRecordException(
          "Expected a payload with bytes as its content, got one with text, which only the public API takes; the bytes are damaged");
    }
    return Payload.of(Strict.known(from).getContent().toByteArray(), from.getContentType());
  }

  public static TaskSpecProto.Failure failure(Failure from) {
    return TaskSpecProto.Failure.newBuilder()
        .setType(Strict.text(from.type()))
        .setMessage(Strict.text(from.message()))
        .build();
  }

  public static Failure failure(TaskSpecProto.Failure from) {
    return new Failure(Strict.known(from).getType(), from.getMessage());
  }

  private static TaskSpecProto.Dependency dependency(Dependency from) {
    return TaskSpecProto.Dependency.newBuilder()
        .setTask(from.task().value())
        .setOn(write(from.on()))
        .build();
  }

  private static Dependency dependency(TaskSpecProto.Dependency from) {
    return new Dependency(TaskId.of(Strict.known(from).getTask()), read(from.getOn()));
  }

  private static TaskSpecProto.Requirements requirements(Requirements from) {
    TaskSpecProto.Requirements.Builder to = TaskSpecProto.Requirements.newBuilder();
    from.capabilities().forEach(c -> to.addCapabilities(Strict.text(c)));
    from.selector().forEach((k, v) -> to.putSelector(Strict.text(k), Strict.text(v)));
    from.locks().forEach(lock -> to.addLocks(ResourceMapping.lock(lock)));
    from.breakers().forEach(breaker -> to.addBreakers(breaker.value()));
    AgentId agent = from.agent();
    return agent == null ? to.build() : to.setAgent(agent.value()).build();
  }

  private static Requirements requirements(TaskSpecProto.Requirements from) {
    Strict.known(from);
    return new Requirements(
        Strict.set(from.getCapabilitiesList()),
        new TreeMap<>(from.getSelectorMap()),
        from.getLocksList().stream().map(ResourceMapping::lock).toList(),
        from.getBreakersList().stream()
            .map(BreakerName::of)
            .collect(Collectors.toCollection(TreeSet::new)),
        from.getAgent().isEmpty() ? null : AgentId.of(from.getAgent()));
  }

  private static TaskSpecProto.Limits limits(Limits from) {
    TaskSpecProto.Limits.Builder to =
        TaskSpecProto.Limits.newBuilder().setApproval(from.approval());
    Timeouts timeouts = from.timeouts();
    if (!timeouts.equals(Timeouts.NONE)) {
      to.getTimeoutsBuilder()
          .setScheduleToStartMillis(timeouts.scheduleToStartMillis())
          .setStartToCloseMillis(timeouts.startToCloseMillis())
          .setHeartbeatMillis(timeouts.heartbeatMillis());
    }
    Schedule schedule = from.schedule();
    if (!schedule.equals(Schedule.NONE)) {
      to.getScheduleBuilder()
          .setNotBeforeMillis(schedule.notBeforeMillis())
          .setDeadlineMillis(schedule.deadlineMillis());
    }
    if (!from.retry().equals(ABSENT_RETRY)) {
      to.setRetry(retry(from.retry()));
    }
    return to.build();
  }

  private static Limits limits(TaskSpecProto.Limits from) {
    TaskSpecProto.Timeouts timeouts = Strict.known(Strict.known(from).getTimeouts());
    TaskSpecProto.Schedule schedule = Strict.known(from.getSchedule());
    return new Limits(
        new Timeouts(
            timeouts.getScheduleToStartMillis(),
            timeouts.getStartToCloseMillis(),
            timeouts.getHeartbeatMillis()),
        new Schedule(schedule.getNotBeforeMillis(), schedule.getDeadlineMillis()),
        from.hasRetry() ? retry(from.getRetry()) : ABSENT_RETRY,
        from.getApproval());
  }

  private static TaskSpecProto.RetryPolicy retry(RetryPolicy from) {
    TaskSpecProto.RetryPolicy.Builder to =
        TaskSpecProto.RetryPolicy.newBuilder().setMaxRetries(from.maxRetries());
    to.getBackoffBuilder()
        .setDelayMillis(from.backoff().delayMillis())
        .setFactorPercent(from.backoff().factorPercent())
        .setJitterPercent(from.backoff().jitterPercent())
        .setCapMillis(from.backoff().capMillis());
    from.nonRetryable().forEach(type -> to.addNonRetryable(Strict.text(type)));
    return to.build();
  }

  private static RetryPolicy retry(TaskSpecProto.RetryPolicy from) {
    TaskSpecProto.Backoff backoff = Strict.known(Strict.known(from).getBackoff());
    return new RetryPolicy(
        from.getMaxRetries(),
        new RetryPolicy.Backoff(
            backoff.getDelayMillis(),
            backoff.getFactorPercent(),
            backoff.getJitterPercent(),
            backoff.getCapMillis()),
        Strict.set(from.getNonRetryableList()));
  }

  static TaskSpecProto.DependencyOn write(Dependency.On from) {
    return switch (from) {
      case SUCCESS -> TaskSpecProto.DependencyOn.DEPENDENCY_ON_SUCCESS;
      case COMPLETION -> TaskSpecProto.DependencyOn.DEPENDENCY_ON_COMPLETION;
    };
  }

  static Dependency.On read(TaskSpecProto.DependencyOn from) {
    return switch (from) {
      case DEPENDENCY_ON_SUCCESS -> Dependency.On.SUCCESS;
      case DEPENDENCY_ON_COMPLETION -> Dependency.On.COMPLETION;
      case DEPENDENCY_ON_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("condition of a dependency", from);
    };
  }
}
