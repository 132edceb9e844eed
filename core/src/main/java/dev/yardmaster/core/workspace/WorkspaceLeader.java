package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentDecisions;
import dev.yardmaster.core.agent.Presence;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.agent.SessionTimers;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.conflict.Conflict;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.ConflictDecisions;
import dev.yardmaster.core.deadlock.WaitForGraph;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.message.MailTimers;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.message.MessageDecisions;
import dev.yardmaster.core.placement.Dispatcher;
import dev.yardmaster.core.placement.PlacementEvent;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.placement.WorkStealing;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.record.RecordDecisions;
import dev.yardmaster.core.resource.Callers;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.resource.ResourceDecisions;
import dev.yardmaster.core.strategy.StrategyNames;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.task.AttemptDecisions;
import dev.yardmaster.core.task.Cascades;
import dev.yardmaster.core.task.PlanDecisions;
import dev.yardmaster.core.task.Ranks;
import dev.yardmaster.core.task.Retention;
import dev.yardmaster.core.task.Retirement;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskDecisions;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTimers;
import dev.yardmaster.core.wait.WaitCommand;

/**
 * What the leader of a shard adds to a workspace: volatile presence, derived indexes, decisions.
 *
 * <p>Every command that is not refused ends with {@link #settle}: cascades first, then placement,
 * as far as the turn has room.
 */
public final class WorkspaceLeader {
  private final Workspace workspace;
  private final Presence presence = new Presence();
  private final StrategyNames strategies = new StrategyNames();
  private final AgentDecisions agents;
  private final SessionTimers sessions;
  private final TaskDecisions tasks;
  private final AttemptDecisions attempts;
  private final PlanDecisions plans;
  private final ResourceDecisions resources;
  private final MessageDecisions messages;
  private final MailTimers mailTimers;
  private final RecordDecisions records;
  private final ConflictDecisions conflicts;
  private final TaskTimers timers;
  private final WaitLeader waits;
  private final BreakerLeader breakers;
  private final Ranks ranks;
  private final Cascades cascades;
  private final Retirement retirement;
  private final PlacementIndex index;
  private final Dispatcher dispatcher;
  private final WorkStealing stealing;
  private boolean built;

  public WorkspaceLeader(
      Workspace workspace, Retention retention, long leaderChangedMillis, long nowMillis) {
    this.workspace = workspace;
    this.attempts =
        new AttemptDecisions(workspace.tasks(), workspace.agents(), workspace.breakers());
    Callers callers = new LiveCallers(workspace.agents(), workspace.tasks(), presence);
    this.messages =
        new MessageDecisions(
            workspace.mail(), workspace.agents(), callers, workspace.tasks()::hasRoomFor);
    this.mailTimers = new MailTimers(workspace.mail());
    this.records = new RecordDecisions(workspace.records(), callers, workspace.tasks()::hasRoomFor);
    this.agents = new AgentDecisions(workspace.agents(), presence, this::lose);
    this.sessions = new SessionTimers(workspace.agents(), presence);
    this.tasks = new TaskDecisions(workspace.tasks(), workspace.resources());
    this.plans = new PlanDecisions(workspace.tasks(), workspace.resources());
    this.timers = new TaskTimers(workspace.tasks(), attempts);
    this.ranks = new Ranks(workspace.tasks(), workspace.durations()::millis);
    this.cascades = new Cascades(workspace.tasks(), ranks);
    this.retirement = new Retirement(workspace.tasks(), retention, ranks::forget);
    this.waits =
        new WaitLeader(workspace, presence, callers, attempts, messages, leaderChangedMillis);
    this.resources =
        new ResourceDecisions(workspace.resources(), callers, waits::withdrawFromLocks);
    this.index = waits.index();
    this.breakers = new BreakerLeader(workspace, index, leaderChangedMillis);
    this.dispatcher = new Dispatcher(index, workspace.durations(), strategies, breakers::assigned);
    this.stealing =
        new WorkStealing(index, workspace.tasks(), workspace.durations(), breakers::assigned);
    applyPolicy(nowMillis);
    this.conflicts =
        new ConflictDecisions(
            new ConflictDecisions.Tables(
                workspace.conflicts(),
                workspace.agents(),
                workspace.tasks(),
                workspace.resources(),
                workspace.waits()),
            callers,
            name -> strategies.isRegistered(StrategyUse.CONFLICT, name),
            workspace.tasks()::hasRoomFor);
    sessions.rebuild(leaderChangedMillis);
    timers.rebuild(leaderChangedMillis);
    ranks.rebuild(nowMillis);
    mailTimers.rebuild(leaderChangedMillis);
    workspace
        .mail()
        .observe((mail, kept) -> {
          mailTimers.changed(mail, kept);
          waits.changed(mail, kept);
        });
    workspace.observe(this, waits, breakers);
    built = true;
  }

  private void applyPolicy(long nowMillis) {
    PlacementPolicy policy = workspace.policy();
    dispatcher.policy(policy);
    stealing.policy(policy.stealing(), nowMillis);
    index.rebuild(policy, workspace.isPaused(), nowMillis);
  }

  void changed(Task task, TaskState before) {
    if (built) {
      timers.changed(task, before);
      waits.changed(task, before);
      breakers.changed(task, before);
      retirement.changed(task, before);
      ranks.changed(task, before);
      index.taskChanged(task, before);
    }
  }

  void changed(Conflict conflict) {
    conflicts.changed(conflict);
  }

  void changed(Agent agent) {
    sessions.changed(agent);
    waits.changed(agent);
    index.agentChanged(agent);
  }

  /** A session is over: all its attempts, and what it held and waited for outside them. */
  private void lose(Agent agent, SessionEnd cause, Turn turn) {
    breakers.lose(agent.id(), agent.session(), cause);
    attempts.lose(agent.session(), cause, turn);
    waits.sessionEnds(agent, turn);
    messages.lose(agent.session(), turn);
  }

  WaitForGraph graph() {
    return waits.graph();
  }

  Presence presence() {
    return presence;
  }

  Workspace workspace() {
    return workspace;
  }

  /** Decides one command of this workspace. */
  public Reply decide(Command command, Principal principal, Turn turn) {
    Reply reply =
        switch (command) {
          case TaskCommand c -> decide(c, turn);
          case AgentCommand c -> decide(c, principal, turn);
          case MessageCommand c -> messages.decide(c, turn);
          case RecordCommand c -> records.decide(c, turn);
          case ConflictCommand c -> conflicts.decide(c, turn);
          case BreakerCommand c -> breakers.decide(c, turn);
          case ResourceCommand c -> resources.decide(c, turn);
          case WaitCommand c -> waits.decide(c, turn);
          case WorkspaceCommand.Guarded c -> guarded(c, principal, turn);
          case WorkspaceCommand c -> decide(c, turn);
          default -> throw new IllegalStateException("No feature decides " + command);
        };
    if (!(reply instanceof Reply.Refused)) {
      settle(turn);
    }
    return reply;
  }

  private Reply guarded(WorkspaceCommand.Guarded command, Principal principal, Turn turn) {
    if (!isOfFeature(command.command())
        || command.guards().size() > WorkspaceCommand.Guarded.MAX_GUARDS) {
      return Reply.refused(
          Refusal.invalid(
              "Expected at most %d guards around a command on tasks, messages or records, got %d around %s"
                  .formatted(
                      WorkspaceCommand.Guarded.MAX_GUARDS,
                      command.guards().size(),
                      command.command().getClass().getSimpleName())));
    }
    for (Guard guard : command.guards()) {
      Refusal refusal = guard.check(workspace.resources());
      if (refusal != null) {
        return Reply.refused(refusal);
      }
    }
    return decide(command.command(), principal, turn);
  }

  private static boolean isOfFeature(Command command) {
    return switch (command) {
      case TaskCommand c -> true;
      case AgentCommand c -> true;
      case MessageCommand c -> true;
      case RecordCommand c -> true;
      case ConflictCommand c -> true;
      case BreakerCommand c -> true;
      case ResourceCommand c -> true;
      case WaitCommand c -> true;
      default -> false;
    };
  }

  private Reply decide(TaskCommand command, Turn turn) {
    return switch (command) {
      case TaskCommand.SubmitTask c -> tasks.submit(c.spec(), turn);
      case TaskCommand.StartTask c -> attempts.start(c, workspace.isPaused(), turn);
      case TaskCommand.CompleteTask c ->
          conflicts.lateCompletion(c, attempts.complete(c, turn), turn);
      case TaskCommand.FailTask c -> fail(c, turn);
      case TaskCommand.ReturnTask c -> attempts.giveBack(c, turn);
      case TaskCommand.ConfirmCancelled c -> attempts.confirmCancelled(c, turn);
      case TaskCommand.TaskHeartbeat c -> heartbeat(c, turn);
      case TaskCommand.CancelTask c -> tasks.cancel(c, turn);
      case TaskCommand.RetryTask c -> tasks.retry(c, turn);
      case TaskCommand.ApproveTask c -> tasks.approve(c, turn);
      case TaskCommand.RejectTask c -> tasks.reject(c, turn);
      case TaskCommand.SetTaskPriority c -> tasks.setPriority(c, turn);
      case TaskCommand.PurgeTask c -> tasks.purge(c, turn);
      case TaskCommand.OpenPlan c -> plans.open(c, turn);
      case TaskCommand.AddPlanTasks c -> plans.add(c, turn);
      case TaskCommand.SealPlan c -> plans.seal(c, turn);
      case TaskCommand.CancelPlan c -> plans.cancel(c, turn);
      case TaskCommand.ClosePlan c -> retirement.close(c, turn);
      case TaskCommand.Place c -> dispatcher.users().answer(c, turn);
    };
  }

  private Reply fail(TaskCommand.FailTask command, Turn turn) {
    Reply reply = attempts.fail(command, turn);
    if (reply instanceof Reply.Done) {
      breakers.failed(command, turn);
      return turn.done();
    }
    return reply;
  }

  private Reply heartbeat(TaskCommand.TaskHeartbeat command, Turn turn) {
    Reply reply = attempts.heartbeat(command, turn);
    if (reply instanceof Reply.Done) {
      timers.beat(command.epoch(), turn.now().stateMillis());
    }
    return reply;
  }

  private Reply decide(AgentCommand command, Principal principal, Turn turn) {
    return switch (command) {
      case AgentCommand.JoinAgent c -> agents.join(c, principal, turn);
      case AgentCommand.LeaveAgent c -> agents.leave(c, turn);
      case AgentCommand.SetAgentStatus c -> agents.setStatus(c, turn);
      case AgentCommand.Heartbeat c -> agents.heartbeat(c, turn);
      case AgentCommand.ReportLoad c -> refreshed(c, agents.reportLoad(c, turn));
      case AgentCommand.Claim c -> refreshed(c, agents.claim(c, turn));
    };
  }

  private Reply refreshed(AgentCommand command, Reply reply) {
    index.refresh(command.agent());
    return reply;
  }

  private Reply decide(WorkspaceCommand command, Turn turn) {
    return switch (command) {
      case WorkspaceCommand.CreateWorkspace c -> turn.done();
      case WorkspaceCommand.Guarded c ->
          throw new IllegalStateException("Expected to look at the guards first: " + c);
      case WorkspaceCommand.PauseWorkspace c -> {
        if (!workspace.isPaused()) {
          turn.emit(new WorkspaceEvent.WorkspacePaused(c.by()));
          applyPolicy(turn.now().stateMillis());
        }
        yield turn.done();
      }
      case WorkspaceCommand.ResumeWorkspace c -> {
        if (workspace.isPaused()) {
          turn.emit(new WorkspaceEvent.WorkspaceResumed(c.by()));
          applyPolicy(turn.now().stateMillis());
        }
        yield turn.done();
      }
      case WorkspaceCommand.SetPlacementPolicy c -> {
        if (!workspace.policy().equals(c.policy())) {
          turn.emit(new PlacementEvent.PlacementPolicyChanged(c.policy()));
          applyPolicy(turn.now().stateMillis());
        }
        yield turn.done();
      }
      case WorkspaceCommand.RegisterStrategy c ->
          strategies.register(c.use(), c.name())
              ? turn.done()
              : Reply.refused(Refusal.limit("Too many strategies are registered", 0));
      case WorkspaceCommand.UnregisterStrategy c -> {
        strategies.unregister(c.use(), c.name());
        yield turn.done();
      }
    };
  }

  /** Ends every in-process session: the process they lived in is proved dead (R13). */
  public boolean endInProcessSessions(Turn turn) {
    for (Agent agent : workspace.agents().all()) {
      boolean inProcess =
          agent.attachment() == dev.yardmaster.core.agent.Attachment.IN_PROCESS
              && agent.status().isAttached();
      if (inProcess) {
        if (turn.room() < eventsToEnd(agent)) {
          return false;
        }
        agents.end(agent, SessionEnd.PROCESS_ENDED, turn);
      }
    }
    return true;
  }

  private int eventsToEnd(Agent agent) {
    int ofTasks = 4 * workspace.tasks().heldCount(agent.session());
    return ofTasks + messages.eventsToLose(agent.session()) + 2;
  }

  /** Does what time brings: expired sessions, timers, overdue answers, a round of stealing. */
  public void tick(Turn turn) {
    long now = turn.now().stateMillis();
    Agent expired = sessions.takeExpired(now);
    while (expired != null) {
      if (turn.room() < eventsToEnd(expired)) {
        sessions.putBack(expired, now);
        break;
      }
      agents.end(expired, SessionEnd.EXPIRED, turn);
      expired = sessions.takeExpired(now);
    }
    timers.tick(turn);
    waits.tick(turn);
    breakers.tick(turn);
    mailTimers.tick(turn);
    conflicts.tick(turn);
    dispatcher.tick(turn);
    stealing.tick(turn);
    retirement.tick(turn);
    ranks.tick(turn);
    settle(turn);
  }

  /** Carries on what earlier commands began, places what can be placed, lets go what is over. */
  public void settle(Turn turn) {
    breakers.run(turn);
    cascades.run(turn);
    waits.run(turn);
    breakers.run(turn);
    dispatcher.run(turn);
    waits.run(turn);
    stealing.run(turn);
    retirement.run(turn);
  }

  /** Whether something waits for another turn, whatever the clock says. */
  public boolean isPending() {
    return cascades.isPending()
        || dispatcher.isPending()
        || retirement.isPending()
        || waits.isPending()
        || breakers.isPending();
  }

  public long nextStateMillis() {
    long tasksAndSessions = Math.min(timers.nextStateMillis(), sessions.nextMillis());
    long placement = Math.min(dispatcher.nextMillis(), stealing.nextMillis());
    long plans = Math.min(retirement.nextMillis(), ranks.nextMillis());
    long others =
        Math.min(Math.min(waits.nextMillis(), mailTimers.nextMillis()), breakers.nextMillis());
    long first = Math.min(Math.min(tasksAndSessions, placement), Math.min(plans, others));
    return Math.min(first, conflicts.nextMillis());
  }

  public long nextWallMillis() {
    return timers.nextWallMillis();
  }
}
