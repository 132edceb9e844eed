package dev.yardmaster.cli.run;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanAgent;
import dev.yardmaster.cli.plan.PlanDependency;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanLock;
import dev.yardmaster.cli.plan.PlanMoment;
import dev.yardmaster.cli.plan.PlanProblem;
import dev.yardmaster.cli.plan.PlanRetry;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.cli.plan.TaskNeeds;
import dev.yardmaster.cli.plan.TaskTiming;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.task.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the core is told of a plan's tasks and agents. */
final class PlanTasks {
  /** Prefix of the failure type that stands for one exit code. */
  static final String EXIT_CODE = "exit-code-";

  private final PlanFile plan;
  private final Map<String, String> parameters;
  private final long firstStartMillis;

  /**
   * @param firstStartMillis what the plan's "from the start" counts from; the same in every rerun,
   *     else a rerun would find its tasks changed
   */
  PlanTasks(PlanFile plan, Map<String, String> parameters, long firstStartMillis) {
    this.plan = plan;
    this.parameters = parameters;
    this.firstStartMillis = firstStartMillis;
  }

  /** The tasks; one beyond the core's bounds ends the command with its place in the file. */
  List<TaskSpec> specs() {
    List<TaskSpec> specs = new ArrayList<>(plan.tasks().size());
    for (PlanTask task : plan.tasks()) {
      try {
        specs.add(spec(task));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.REFUSED,
            new PlanProblem(
                    plan.source(),
                    task.at(),
                    "task '" + task.id() + "' is beyond a bound: " + e.getMessage())
                .toString(),
            e);
      }
    }
    return specs;
  }

  private TaskSpec spec(PlanTask task) {
    return new TaskSpec(
        TaskId.of(task.id()),
        new Work(
            task.type(),
            task.about().description(),
            AttemptWork.of(task, parameters).toPayload(),
            new TreeSet<>(task.about().tags())),
        task.needs().priority(),
        task.dependsOn().stream().map(PlanTasks::dependency).toList(),
        requirements(task.needs()),
        new Limits(
            timeouts(task.policy().timing()),
            schedule(task.policy().timing()),
            retry(task.policy().retry()),
            task.policy().approval()));
  }

  private static Dependency dependency(PlanDependency dependency) {
    return new Dependency(
        TaskId.of(dependency.id()),
        switch (dependency.on()) {
          case SUCCESS -> Dependency.On.SUCCESS;
          case COMPLETION -> Dependency.On.COMPLETION;
        });
  }

  private static Requirements requirements(TaskNeeds needs) {
    return new Requirements(
        new TreeSet<>(needs.capabilities()),
        new TreeMap<>(needs.selector()),
        needs.locks().stream().map(PlanTasks::lock).toList(),
        needs.breakers().stream()
            .map(BreakerName::of)
            .collect(Collectors.toCollection(TreeSet::new)),
        needs.agent() == null ? null : AgentId.of(needs.agent()));
  }

  private static LockRequest lock(PlanLock lock) {
    return switch (lock) {
      case PlanLock.Exclusive exclusive -> LockRequest.exclusive(exclusive.resource());
      case PlanLock.Shared shared -> LockRequest.shared(shared.resource());
      case PlanLock.Permits permits -> LockRequest.permits(permits.resource(), permits.permits());
    };
  }

  private static Timeouts timeouts(TaskTiming timing) {
    return new Timeouts(
        millis(timing.scheduleToStart()), millis(timing.timeout()), millis(timing.heartbeat()));
  }

  private Schedule schedule(TaskTiming timing) {
    return new Schedule(moment(timing.notBefore()), moment(timing.deadline()));
  }

  private static RetryPolicy retry(PlanRetry retry) {
    TreeSet<String> types = new TreeSet<>();
    for (PlanRetry.NonRetryable never : retry.nonRetryable()) {
      types.add(
          switch (never) {
            case PlanRetry.NonRetryable.ExitCode(int code) -> EXIT_CODE + code;
            case PlanRetry.NonRetryable.ErrorType(String type) -> type;
          });
    }
    return new RetryPolicy(
        retry.maxRetries(),
        new RetryPolicy.Backoff(
            retry.delay().toMillis(),
            (int) Math.round(retry.factor() * 100),
            (int) Math.round(retry.jitter() * 100),
            Math.max(retry.delay().toMillis(), retry.cap().toMillis())),
        types);
  }

  private long moment(@Nullable PlanMoment moment) {
    return switch (moment) {
      case null -> 0;
      case PlanMoment.At at -> at.instant().toEpochMilli();
      case PlanMoment.AfterStart after -> firstStartMillis + after.duration().toMillis();
    };
  }

  private static long millis(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toMillis();
  }

  /** The single agents of these kinds. */
  static List<AgentProfile> profiles(List<PlanAgent> crew) {
    List<AgentProfile> profiles = new ArrayList<>();
    for (PlanAgent agent : crew) {
      for (String id : agent.memberIds()) {
        profiles.add(
            new AgentProfile(
                AgentId.of(id),
                id,
                agent.id(),
                new TreeSet<>(agent.capabilities()),
                new TreeMap<>(agent.labels()),
                agent.limits().priority(),
                new AgentProfile.Slots(
                    agent.limits().maxConcurrentTasks(), agent.limits().prefetch())));
      }
    }
    return profiles;
  }
}
