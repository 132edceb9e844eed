package dev.yardmaster.server.gateway;

import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceCommand.ExtendLock;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.workspace.GrantView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import java.util.Optional;

/**
 * A grant that came while its agent was not asking passes on after 10 s (R5): being told of it in
 * time confirms it, and it lasts as long as its holder from then on.
 */
final class Confirmation {
  private static final String PASSED_ON =
      "It was granted while you were not asking for it, and passed on after 10 s; lock again";

  private Confirmation() {}

  /** How a wait ended, as it may be told: a grant that is told is one that stays. */
  static AgentPush.WaitEnded of(
      AgentPush.WaitEnded ended, WorkspaceId workspace, Speaker speaker, Blocking blocking) {
    return switch (ended.outcome()) {
      case Outcome.Granted granted ->
          confirm(granted.token(), workspace, speaker, blocking)
              ? ended
              : new AgentPush.WaitEnded(ended.waitId(), new Outcome.Hopeless(PASSED_ON));
      case Outcome.TaskEnded e -> ended;
      case Outcome.Replied e -> ended;
      case Outcome.TimedOut e -> ended;
      case Outcome.Withdrawn e -> ended;
      case Outcome.Deadlock e -> ended;
      case Outcome.Hopeless e -> ended;
    };
  }

  private static boolean confirm(
      FencingToken token, WorkspaceId workspace, Speaker speaker, Blocking blocking) {
    Optional<GrantView> grant = blocking.query(workspace, new Query.OfToken(token));
    if (grant.isEmpty()) {
      return false;
    }
    if (grant.get().leaseMillis() == 0) {
      return true; // its agent was attached when it came
    }
    Caller session = Caller.session(speaker.agent(), speaker.session());
    Caller holder =
        switch (grant.get().holder()) {
          case Holder.Attempt attempt -> session.inside(attempt.task(), attempt.token());
          case Holder.Session itself -> session;
        };
    try {
      blocking.send(workspace, new ExtendLock(holder, token, 0));
      return true;
    } catch (NoException e) {
      return false; // it passed on, or its attempt ended, meanwhile
    }
  }
}
