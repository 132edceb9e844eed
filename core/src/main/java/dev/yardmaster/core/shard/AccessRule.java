package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import org.jspecify.annotations.Nullable;

/** What a command or a query needs of whoever asks; {@link AccessRules} says which needs what. */
sealed interface AccessRule {
  /** Only the process itself may. */
  record OfProcess() implements AccessRule {}

  /** Whoever has any valid authority may. */
  record OfAnybody() implements AccessRule {}

  /** Administrators of the cluster may. */
  record OfCluster() implements AccessRule {}

  /** Administrators of the cluster and {@code local} may; whoever has a role there is answered. */
  record OfCreation() implements AccessRule {}

  /** Whoever has the role in the workspace may. */
  record OfRole(Role role) implements AccessRule {}

  /**
   * Whoever has the role and joined the agent may (X4). An agent that never joined is nobody's: the
   * feature says that it is not there.
   *
   * @param instead the role that does without having joined it; null when none does
   */
  record OfAgent(AgentId agent, Role role, @Nullable Role instead) implements AccessRule {
    /** A call of the agent itself, which an ADMIN may make too. */
    static OfAgent calling(AgentId agent) {
      return new OfAgent(agent, Role.AGENT, Role.ADMIN);
    }
  }

  /**
   * A call about an attempt: as {@link OfAgent}, of the agent whose attempt the epoch names, now or
   * before it was lost. Another epoch has no power over anything: the feature answers STALE_TOKEN.
   */
  record OfAttempt(TaskId task, FencingToken epoch) implements AccessRule {}
}
