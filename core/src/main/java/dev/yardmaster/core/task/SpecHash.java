package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.resource.LockRequest;

/** The content hash of a specification: equal specs hash equal on every JVM and release. */
final class SpecHash {
  private SpecHash() {}

  static long of(TaskId id) {
    return Hashing.fold(11, id.value());
  }

  static long of(PlanId id) {
    return Hashing.fold(18, id.value());
  }

  static long of(TaskSpec spec) {
    long h = of(spec.id());
    h = Hashing.fold(h, spec.priority());
    h = Hashing.fold(h, of(spec.work()));
    for (Dependency dependency : spec.dependencies()) {
      h = Hashing.fold(Hashing.fold(h, dependency.task().value()), dependency.on());
    }
    if (!spec.requirements().equals(Requirements.NONE)) {
      h = Hashing.fold(h, of(spec.requirements()));
    }
    if (!spec.limits().equals(Limits.DEFAULT)) {
      h = Hashing.fold(h, of(spec.limits()));
    }
    return h;
  }

  private static long of(Work work) {
    long h = Hashing.fold(12, work.type());
    h = Hashing.fold(h, work.description());
    h = Hashing.fold(h, work.input().hash());
    for (String tag : work.tags()) {
      h = Hashing.fold(h, tag);
    }
    return h;
  }

  private static long of(Requirements requirements) {
    long h = 13;
    for (String capability : requirements.capabilities()) {
      h = Hashing.fold(h, capability);
    }
    h = Hashing.fold(h, 14);
    for (var label : requirements.selector().entrySet()) {
      h = Hashing.fold(Hashing.fold(h, label.getKey()), label.getValue());
    }
    h = Hashing.fold(h, 15);
    for (LockRequest lock : requirements.locks()) {
      h = Hashing.fold(Hashing.fold(h, lock.resource().value()), lock.mode());
      h = Hashing.fold(h, lock.permits());
    }
    if (!requirements.breakers().isEmpty()) {
      h = Hashing.fold(h, 19);
    }
    for (BreakerName breaker : requirements.breakers()) {
      h = Hashing.fold(h, breaker.value());
    }
    return requirements.agent() == null ? h : Hashing.fold(h, requirements.agent().value());
  }

  private static long of(Limits limits) {
    Timeouts timeouts = limits.timeouts();
    long h = Hashing.fold(16, timeouts.scheduleToStartMillis());
    h = Hashing.fold(h, timeouts.startToCloseMillis());
    h = Hashing.fold(h, timeouts.heartbeatMillis());
    h = Hashing.fold(h, limits.schedule().notBeforeMillis());
    h = Hashing.fold(h, limits.schedule().deadlineMillis());
    h = Hashing.fold(h, limits.approval());
    RetryPolicy retry = limits.retry();
    h = Hashing.fold(h, retry.maxRetries());
    h = Hashing.fold(h, retry.backoff().delayMillis());
    h = Hashing.fold(h, retry.backoff().capMillis());
    h = Hashing.fold(h, retry.backoff().factorPercent());
    h = Hashing.fold(h, retry.backoff().jitterPercent());
    for (String type : retry.nonRetryable()) {
      h = Hashing.fold(h, type);
    }
    return h;
  }
}
