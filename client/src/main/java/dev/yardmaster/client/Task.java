package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A task as people write it: a value, each call of which gives another one.
 *
 * {@snippet file="TaskExamplesTest.java" region="task"}
 *
 * <p>Calls that take several values add to what was said before. Bounds are those of {@link
 * TaskSpec}; what breaks one is an {@link IllegalArgumentException}.
 *
 * @param spec what is submitted
 */
public record Task(TaskSpec spec) {
  public static Task of(String id) {
    return new Task(TaskSpec.named(id));
  }

  public TaskId id() {
    return spec.id();
  }

  /** What kind of task it is; placement learns durations by it. */
  public Task type(String value) {
    Work work = spec.work();
    return work(new Work(value, work.description(), work.input(), work.tags()));
  }

  public Task description(String value) {
    Work work = spec.work();
    return work(new Work(work.type(), value, work.input(), work.tags()));
  }

  /** What the handler reads from its context; at most 1 MiB. */
  public Task input(Payload value) {
    Work work = spec.work();
    return work(new Work(work.type(), work.description(), value, work.tags()));
  }

  public Task tags(String... values) {
    Work work = spec.work();
    TreeSet<String> tags = new TreeSet<>(work.tags());
    tags.addAll(List.of(values));
    return work(new Work(work.type(), work.description(), work.input(), tags));
  }

  private Task work(Work value) {
    return new Task(spec.work(value));
  }

  /** 0-100, higher first. */
  public Task priority(int value) {
    return new Task(spec.priority(value));
  }

  /** Runs after these have succeeded; is skipped when one cannot any more. */
  public Task dependsOn(String... tasks) {
    Dependency[] added = new Dependency[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      added[i] = Dependency.onSuccess(tasks[i]);
    }
    return dependsOn(added);
  }

  public Task dependsOn(Dependency... dependencies) {
    List<Dependency> all = new ArrayList<>(spec.dependencies());
    all.addAll(List.of(dependencies));
    return new Task(spec.dependsOn(all.toArray(Dependency[]::new)));
  }

  /** Capabilities the agent must have, all of them. */
  public Task requires(String... capabilities) {
    Requirements needs = spec.requirements();
    TreeSet<String> all = new TreeSet<>(needs.capabilities());
    all.addAll(List.of(capabilities));
    return needs(
        new Requirements(all, needs.selector(), needs.locks(), needs.breakers(), needs.agent()));
  }

  /** A label the agent must have. */
  public Task requiresLabel(String label, String value) {
    Requirements needs = spec.requirements();
    TreeMap<String, String> all = new TreeMap<>(needs.selector());
    all.put(label, value);
    return needs(
        new Requirements(
            needs.capabilities(), all, needs.locks(), needs.breakers(), needs.agent()));
  }

  /** Taken all or nothing when the task is assigned, free again when it has ended. */
  public Task locks(LockRequest... locks) {
    Requirements needs = spec.requirements();
    List<LockRequest> all = new ArrayList<>(needs.locks());
    all.addAll(List.of(locks));
    return needs(
        new Requirements(
            needs.capabilities(), needs.selector(), all, needs.breakers(), needs.agent()));
  }

  /**
   * Circuit breakers of the workspace for what it will call: while one is open it does not start
   * (R72). They need no declaration; {@link CoordinationManager#breakers()} configures them.
   */
  public Task breaker(String... names) {
    Requirements needs = spec.requirements();
    TreeSet<BreakerName> all = new TreeSet<>(needs.breakers());
    for (String name : names) {
      all.add(BreakerName.of(name));
    }
    return needs(
        new Requirements(
            needs.capabilities(), needs.selector(), needs.locks(), all, needs.agent()));
  }

  /** Pins it to one agent: nobody else gets it. */
  public Task pinnedTo(AgentId agent) {
    Requirements needs = spec.requirements();
    return needs(
        new Requirements(
            needs.capabilities(), needs.selector(), needs.locks(), needs.breakers(), agent));
  }

  private Task needs(Requirements value) {
    return new Task(spec.requirements(value));
  }

  /** How often it is tried again, with the usual waits between. */
  public Task retries(int most) {
    RetryPolicy retry = spec.limits().retry();
    return retry(new RetryPolicy(most, retry.backoff(), retry.nonRetryable()));
  }

  public Task retry(RetryPolicy value) {
    Limits limits = spec.limits();
    return limits(new Limits(limits.timeouts(), limits.schedule(), value, limits.approval()));
  }

  /** How long one attempt may take. */
  public Task timeout(Duration perAttempt) {
    Timeouts timeouts = spec.limits().timeouts();
    return timeouts(
        new Timeouts(
            timeouts.scheduleToStartMillis(), perAttempt.toMillis(), timeouts.heartbeatMillis()));
  }

  /** How long it may wait for an agent once it is READY. */
  public Task startTimeout(Duration value) {
    Timeouts timeouts = spec.limits().timeouts();
    return timeouts(
        new Timeouts(value.toMillis(), timeouts.startToCloseMillis(), timeouts.heartbeatMillis()));
  }

  /** How long a running attempt may be silent; a {@link Worker} beats by itself. */
  public Task heartbeat(Duration value) {
    Timeouts timeouts = spec.limits().timeouts();
    return timeouts(
        new Timeouts(
            timeouts.scheduleToStartMillis(), timeouts.startToCloseMillis(), value.toMillis()));
  }

  private Task timeouts(Timeouts value) {
    Limits limits = spec.limits();
    return limits(new Limits(value, limits.schedule(), limits.retry(), limits.approval()));
  }

  public Task notBefore(Instant value) {
    return schedule(new Schedule(value.toEpochMilli(), spec.limits().schedule().deadlineMillis()));
  }

  public Task deadline(Instant value) {
    return schedule(new Schedule(spec.limits().schedule().notBeforeMillis(), value.toEpochMilli()));
  }

  private Task schedule(Schedule value) {
    Limits limits = spec.limits();
    return limits(new Limits(limits.timeouts(), value, limits.retry(), limits.approval()));
  }

  /** A person must let it go on before it runs. */
  public Task needsApproval() {
    Limits limits = spec.limits();
    return limits(new Limits(limits.timeouts(), limits.schedule(), limits.retry(), true));
  }

  private Task limits(Limits value) {
    return new Task(spec.limits(value));
  }
}
