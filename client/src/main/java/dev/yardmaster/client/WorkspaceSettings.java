package dev.yardmaster.client;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.wait.DeadlockPolicy;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a configuration says of workspaces, and of calls that say nothing of their own (R83). */
final class WorkspaceSettings {
  private final CoordinationConfig config;
  private final Set<WorkspaceId> applied = ConcurrentHashMap.newKeySet();

  WorkspaceSettings(CoordinationConfig config) {
    this.config = config;
  }

  /** Puts what was set for workspaces in force, once per workspace. */
  void apply(WorkspaceId workspace, Requests requests) {
    if (!applied.add(workspace)) {
      return;
    }
    if (config.isSet(Setting.DEADLOCK_DETECTION)) {
      requests.send(
          workspace,
          new WaitCommand.SetDeadlockPolicy(
              config.flag(Setting.DEADLOCK_DETECTION)
                  ? DeadlockPolicy.REFUSE
                  : DeadlockPolicy.OFF));
    }
    if (setsPlacement()) {
      PlacementPolicy present = requests.query(workspace, new Query.OfWorkspace()).policy();
      requests.send(workspace, new WorkspaceCommand.SetPlacementPolicy(changed(present)));
    }
  }

  private boolean setsPlacement() {
    return config.isSet(Setting.SCHEDULING_STRATEGY)
        || config.isSet(Setting.WORK_STEALING_ENABLED)
        || config.isSet(Setting.WORK_STEALING_THRESHOLD)
        || config.isSet(Setting.WORK_STEALING_MAX_BATCH)
        || config.isSet(Setting.WORK_STEALING_INTERVAL);
  }

  private PlacementPolicy changed(PlacementPolicy present) {
    PlacementPolicy.Stealing stealing = present.stealing();
    return new PlacementPolicy(
        config.isSet(Setting.SCHEDULING_STRATEGY)
            ? config.name(Setting.SCHEDULING_STRATEGY)
            : present.strategy(),
        new PlacementPolicy.Stealing(
            config.isSet(Setting.WORK_STEALING_ENABLED)
                ? config.flag(Setting.WORK_STEALING_ENABLED)
                : stealing.enabled(),
            config.isSet(Setting.WORK_STEALING_THRESHOLD)
                ? config.integer(Setting.WORK_STEALING_THRESHOLD)
                : stealing.threshold(),
            config.isSet(Setting.WORK_STEALING_MAX_BATCH)
                ? config.integer(Setting.WORK_STEALING_MAX_BATCH)
                : stealing.maxBatch(),
            config.isSet(Setting.WORK_STEALING_INTERVAL)
                ? config.duration(Setting.WORK_STEALING_INTERVAL).toMillis()
                : stealing.intervalMillis()));
  }

  /** The task, with the retries set where it says nothing of its own. */
  @SuppressWarnings("ReferenceEquality") // an equal policy that was named is a choice of its own
  TaskSpec completed(TaskSpec spec) {
    boolean says = spec.limits().retry() != RetryPolicy.DEFAULT;
    if (says || !(config.isSet(Setting.MAX_RETRIES) || config.isSet(Setting.RETRY_DELAY))) {
      return spec;
    }
    RetryPolicy.Backoff usual = RetryPolicy.Backoff.DEFAULT;
    RetryPolicy retry =
        new RetryPolicy(
            config.integer(Setting.MAX_RETRIES),
            new RetryPolicy.Backoff(
                config.duration(Setting.RETRY_DELAY).toMillis(),
                usual.factorPercent(),
                usual.jitterPercent(),
                usual.capMillis()),
            RetryPolicy.DEFAULT.nonRetryable());
    Limits limits = spec.limits();
    return spec.limits(new Limits(limits.timeouts(), limits.schedule(), retry, limits.approval()));
  }

  /** How locks are asked for without a word about it. */
  LockOptions lockOptions() {
    Duration timeout = config.duration(Setting.RESOURCE_TIMEOUT);
    @Nullable Duration bound = timeout.isZero() ? null : timeout;
    return new LockOptions(bound, LockOptions.DEFAULT.priority(), LockOptions.DEFAULT.lease());
  }

  Duration messageTimeout() {
    return config.duration(Setting.MESSAGE_TIMEOUT);
  }
}
