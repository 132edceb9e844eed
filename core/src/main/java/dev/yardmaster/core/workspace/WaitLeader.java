package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.Presence;
import dev.yardmaster.core.deadlock.DeadlockDetector;
import dev.yardmaster.core.deadlock.WaitForGraph;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.MessageDecisions;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.resource.Callers;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.resource.ResourceObserver;
import dev.yardmaster.core.task.AttemptDecisions;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.LockQueue;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.ReplyWaits;
import dev.yardmaster.core.wait.TaskEndWaits;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.wait.WaitDecisions;
import dev.yardmaster.core.wait.WaitObserver;
import dev.yardmaster.core.wait.WaitTimers;

/**
 * What the leader keeps about waits, between the features that must hear of each other: grants and
 * waits to the queue and its timers, what is freed to the queue and to parked tasks.
 */
final class WaitLeader implements ResourceObserver, WaitObserver {
  private final Workspace workspace;
  private final Presence presence;
  private final PlacementIndex index;
  private final LockQueue queue;
  private final TaskEndWaits taskEnds;
  private final ReplyWaits replies;
  private final WaitTimers timers;
  private final WaitForGraph graph;
  private final WaitDecisions decisions;
  private final long leaderChangedMillis;

  WaitLeader(
      Workspace workspace,
      Presence presence,
      Callers callers,
      AttemptDecisions attempts,
      MessageDecisions messages,
      long leaderChangedMillis) {
    this.workspace = workspace;
    this.presence = presence;
    this.leaderChangedMillis = leaderChangedMillis;
    this.queue = new LockQueue(workspace.resources(), new Sessions());
    this.index =
        new PlacementIndex(
            workspace.tasks(),
            workspace.agents(),
            workspace.resources(),
            queue,
            presence,
            workspace.durations(),
            workspace.breakers());
    queue.share(index::barring, index::freed);
    this.taskEnds = new TaskEndWaits(workspace.waits());
    this.replies = new ReplyWaits(workspace.waits());
    this.timers = new WaitTimers(workspace.waits(), workspace.resources(), leaderChangedMillis);
    this.graph = new WaitForGraph(workspace.waits(), workspace.tasks(), workspace.agents(), queue);
    this.decisions =
        new WaitDecisions(
            new WaitDecisions.Tables(
                workspace.waits(), workspace.resources(), workspace.tasks(), workspace.agents()),
            callers,
            new WaitDecisions.Indexes(queue, taskEnds, replies),
            messages,
            new DeadlockDetector(graph, taskEnds, replies),
            (attempt, turn) -> attempts.preempt(attempt.task(), attempt.token(), turn));
    workspace.waits().all().forEach(decisions::began);
    taskEnds.rebuild(workspace.tasks());
    replies.rebuild(workspace.mail());
  }

  PlacementIndex index() {
    return index;
  }

  WaitForGraph graph() {
    return graph;
  }

  Reply decide(WaitCommand command, Turn turn) {
    return decisions.decide(command, turn);
  }

  /** A holder no longer waits for locks. */
  void withdrawFromLocks(Holder holder, Turn turn) {
    decisions.withdrawFromLocks(holder, turn);
  }

  /** What a session held outside attempts, and waited for, goes with it. */
  void sessionEnds(Agent agent, Turn turn) {
    Holder holder = new Holder.Session(agent.id(), agent.session());
    boolean engaged =
        !workspace.resources().heldBy(holder).isEmpty() || !workspace.waits().of(holder).isEmpty();
    if (engaged) {
      turn.emit(new ResourceEvent.LocksReleased(holder));
    }
  }

  void tick(Turn turn) {
    if (turn.room() > 4) {
      timers.tick(turn);
    }
    queue.tick(turn.now().stateMillis());
  }

  void run(Turn turn) {
    decisions.run(turn);
  }

  boolean isPending() {
    return decisions.isPending();
  }

  long nextMillis() {
    return Math.min(timers.nextMillis(), queue.nextMillis());
  }

  void changed(Task task, TaskState before) {
    taskEnds.changed(task, before);
  }

  void changed(Agent agent) {
    replies.changed(agent.id());
  }

  void changed(Mail mail, boolean kept) {
    replies.changed(mail, kept);
  }

  @Override
  public void granted(Grant grant) {
    timers.granted(grant);
    queue.granted(grant, workspace.waits().of(grant.holder()));
    if (!grant.token().equals(grant.holder().token())) { // else a task was placed with its set
      index.overtaken(grant.locks());
    }
  }

  @Override
  public void freed(Grant grant) {
    timers.freed(grant);
    queue.freed(grant, workspace.waits().of(grant.holder()));
    grant.locks().forEach(lock -> index.freed(lock.resource()));
  }

  @Override
  public void changed(ResourceName resource) {
    queue.changed(resource);
    index.freed(resource);
  }

  @Override
  public void began(Wait wait) {
    decisions.began(wait);
    timers.began(wait);
  }

  @Override
  public void advanced(Wait wait) {
    decisions.advanced(wait);
  }

  @Override
  public void ended(Wait wait, Outcome outcome) {
    decisions.ended(wait, outcome);
    timers.ended(wait);
  }

  @Override
  public void changed(Wait before, Wait after) {
    replies.changed(before, after);
  }

  @Override
  public void vanished(Wait wait) {
    ended(wait, new Outcome.Withdrawn());
  }

  private final class Sessions implements LockQueue.Sessions {
    @Override
    public boolean isOverdue(AgentId id, long nowMillis) {
      Agent agent = workspace.agents().find(id);
      return agent == null || presence.sessionEndsMillis(agent, leaderChangedMillis) <= nowMillis;
    }

    @Override
    public boolean isAttached(AgentId id) {
      Agent agent = workspace.agents().find(id);
      return agent != null && agent.attachment() != Attachment.REQUESTS;
    }
  }
}
