package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may be made at all (X2-X5), before anything else is looked at.
 *
 * <p>A denial says who asked, what would be needed and what to do next. Of a workspace in which the
 * principal has no role it says the same whether that exists or not. The process itself may do
 * everything, and costs one comparison.
 */
public final class Authorization {
  private static final WorkspaceId DEFAULT = WorkspaceId.of("default");

  private final ShardState state;

  public Authorization(ShardState state) {
    this.state = state;
  }

  /** Why the request must not be decided, or null. */
  @Nullable Refusal check(Request request, Now now) {
    if (request.authority() instanceof Authority.Embedded) {
      return null;
    }
    Asking asking =
        new Asking(
            request.workspace(),
            request.principal(),
            request.authority(),
            request.command().getClass().getSimpleName());
    Refusal refusal = check(asking, AccessRules.of(request.command()), now);
    return refusal == null && request.key() instanceof RequestKey key
        ? ofSession(key, asking)
        : refusal;
  }

  /** Why the query must not be answered, or null. */
  public @Nullable Refusal check(
      WorkspaceId workspace, Principal principal, Authority authority, Query<?> query, Now now) {
    if (authority instanceof Authority.Embedded) {
      return null;
    }
    String what = query.getClass().getSimpleName();
    return check(new Asking(workspace, principal, authority, what), AccessRules.of(query), now);
  }

  /** Who asks for what, and where. */
  private record Asking(
      WorkspaceId workspace, Principal principal, Authority authority, String what) {}

  private @Nullable Refusal check(Asking asking, AccessRule rule, Now now) {
    if (!isValid(asking, now)) {
      return denied(
          "Expected principal %s to show a credential that is valid, but it is expired, revoked or another's; get a new token from an administrator"
              .formatted(asking.principal()));
    }
    return switch (rule) {
      case AccessRule.OfAnybody anybody -> null;
      case AccessRule.OfProcess process -> onlyBy("the engine itself", asking);
      case AccessRule.OfCluster cluster ->
          isClusterAdmin(asking) ? null : onlyBy("an administrator of the cluster", asking);
      case AccessRule.OfCreation creation -> ofCreation(asking);
      case AccessRule.OfRole ofRole -> ofRole(asking, ofRole.role());
      case AccessRule.OfAgent ofAgent -> ofAgent(asking, ofAgent);
      case AccessRule.OfAttempt ofAttempt -> ofAttempt(asking, ofAttempt);
    };
  }

  private boolean isValid(Asking asking, Now now) {
    return switch (asking.authority()) {
      case Authority.Embedded embedded -> true;
      case Authority.Local local -> asking.principal().equals(Authority.Local.PRINCIPAL);
      case Authority.OfCredential of -> {
        Credential credential = state.credentials().find(of.id());
        yield credential != null
            && !credential.isExpired(now.wallMillis())
            && credential.principal().equals(asking.principal());
      }
    };
  }

  private boolean isClusterAdmin(Asking asking) {
    return switch (asking.authority()) {
      case Authority.Embedded embedded -> true;
      case Authority.Local local -> false;
      case Authority.OfCredential of -> {
        Credential credential = state.credentials().find(of.id());
        yield credential != null && credential.clusterAdmin();
      }
    };
  }

  private @Nullable Role role(Asking asking) {
    return switch (asking.authority()) {
      case Authority.Embedded embedded -> Role.ADMIN;
      case Authority.Local local -> {
        Workspace workspace = state.workspace(asking.workspace());
        boolean own =
            asking.workspace().equals(DEFAULT)
                || (workspace != null && workspace.owner().equals(Authority.Local.PRINCIPAL));
        yield own ? Role.ADMIN : null;
      }
      case Authority.OfCredential of -> {
        Credential credential = state.credentials().find(of.id());
        yield credential == null ? null : credential.roleIn(asking.workspace());
      }
    };
  }

  private @Nullable Refusal ofCreation(Asking asking) {
    boolean exists = state.workspace(asking.workspace()) != null;
    boolean allowed =
        exists
            ? role(asking) != null
            : asking.authority() instanceof Authority.Local || isClusterAdmin(asking);
    return allowed ? null : onlyBy("an administrator of the cluster", asking);
  }

  private @Nullable Refusal ofRole(Asking asking, Role needed) {
    Role role = role(asking);
    return role != null && role.includes(needed)
        ? null
        : denied(
            "Expected principal %s to have role %s in workspace %s for %s, but it has %s; ask an administrator for a credential with that role"
                .formatted(
                    asking.principal(),
                    needed,
                    asking.workspace(),
                    asking.what(),
                    role == null ? "none" : role));
  }

  private @Nullable Refusal ofAgent(Asking asking, AccessRule.OfAgent rule) {
    Refusal refusal = ofRole(asking, rule.role());
    if (refusal != null) {
      return refusal;
    }
    Role role = role(asking);
    Role instead = rule.instead();
    if (role != null && instead != null && role.includes(instead)) {
      return null;
    }
    Workspace workspace = state.workspace(asking.workspace());
    Agent agent = workspace == null ? null : workspace.agents().find(rule.agent());
    return agent == null || agent.principal().equals(asking.principal())
        ? null
        : denied(
            "Expected agent %s in workspace %s to be one that principal %s joined, for %s%s; act as an agent of your own"
                .formatted(
                    rule.agent(),
                    asking.workspace(),
                    asking.principal(),
                    asking.what(),
                    instead == null ? "" : ", or role " + instead));
  }

  private @Nullable Refusal ofAttempt(Asking asking, AccessRule.OfAttempt rule) {
    AgentId agent = agentOf(asking.workspace(), rule);
    return agent == null
        ? ofRole(asking, Role.AGENT)
        : ofAgent(asking, AccessRule.OfAgent.calling(agent));
  }

  private @Nullable AgentId agentOf(WorkspaceId id, AccessRule.OfAttempt attempt) {
    Workspace workspace = state.workspace(id);
    if (workspace == null) {
      return null;
    }
    Task task = workspace.tasks().find(attempt.task());
    return task != null
            && task.state() instanceof TaskState.Held held
            && held.epoch().equals(attempt.epoch())
        ? held.agent()
        : workspace.conflicts().lostAttempts().agentOf(attempt.epoch());
  }

  private @Nullable Refusal ofSession(RequestKey key, Asking asking) {
    Principal owner = state.clients().owner(key.session());
    return owner == null || owner.equals(asking.principal())
        ? null
        : denied(
            "Expected client session %d to be one that principal %s opened; open another"
                .formatted(key.session(), asking.principal()));
  }

  private static Refusal onlyBy(String whom, Asking asking) {
    return denied(
        "Expected %s in workspace %s to be asked for by %s, but principal %s asked; let that one do it"
            .formatted(asking.what(), asking.workspace(), whom, asking.principal()));
  }

  private static Refusal denied(String text) {
    return new Refusal(RefusalCode.DENIED, text);
  }
}
