package dev.yardmaster.engine;

import dev.yardmaster.core.agent.AgentCommand.Heartbeat;
import dev.yardmaster.core.agent.AgentEvent.AgentSessionEnded;
import dev.yardmaster.core.conflict.ConflictEvent;
import dev.yardmaster.core.conflict.Party;
import dev.yardmaster.core.conflict.Report;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.EngagedView;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents attached to this process: turns committed events into what each must be told.
 *
 * <p>Attaching and closing may happen on any thread; events come from the driver's thread, which
 * alone knows which attached agent holds which task.
 */
final class AgentStreams {
  private static final Logger LOG = LoggerFactory.getLogger(AgentStreams.class);

  private final Map<AgentKey, Stream> attached = new ConcurrentHashMap<>();

  /** Tasks promised to attached agents; changed by the driver's thread, and when one attaches. */
  private final Map<TaskKey, Promise> promises = new ConcurrentHashMap<>();

  private final Engagements engagements = new Engagements();

  private record AgentKey(WorkspaceId workspace, AgentId agent) {}

  private record TaskKey(WorkspaceId workspace, TaskId task) {}

  private record Promise(Stream stream, FencingToken epoch) {}

  /** Attaches: while the stream is open the agent lives. */
  AgentStream attach(
      WorkspaceId workspace,
      Principal principal,
      AgentId agent,
      FencingToken session,
      AgentStream.Listener listener) {
    Request alive = new Request(workspace, principal, null, new Heartbeat(agent, session));
    return attach(alive, agent, session, listener);
  }

  /** Attaches an agent whose sign of life is this request. */
  Stream attach(
      Request signOfLife, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    return attach(new AgentKey(signOfLife.workspace(), agent), signOfLife, session, listener);
  }

  /**
   * Takes up what a session had a stake in before it was attached. What ended meanwhile is not
   * told: whoever attaches again looks, after this.
   */
  void adopt(Stream stream, EngagedView engaged) {
    WorkspaceId workspace = stream.key.workspace();
    for (Holder.Attempt attempt : engaged.attempts()) {
      promises.compute(
          new TaskKey(workspace, attempt.task()),
          (key, present) ->
              present == null || present.epoch().equals(attempt.token())
                  ? new Promise(stream, attempt.token())
                  : present);
    }
    for (EngagedView.Stake stake : engaged.stakes()) {
      engagements.began(workspace, stake.holder(), stake.token(), stream::push);
    }
  }

  /** The same, but the agent must show by its own calls that it lives. */
  AgentStream observe(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    return attach(new AgentKey(workspace, agent), null, session, listener);
  }

  private Stream attach(
      AgentKey key,
      @Nullable Request signOfLife,
      FencingToken session,
      AgentStream.Listener listener) {
    Stream stream = new Stream(key, signOfLife, session);
    Stream former = attached.put(key, stream);
    if (former != null) {
      former.close();
    }
    Thread.ofVirtual().name("yardmaster-agent-" + key.agent()).start(() -> stream.run(listener));
    return stream;
  }

  List<Request> signsOfLife() {
    List<Request> signs = new ArrayList<>(attached.size());
    for (Stream stream : attached.values()) {
      if (stream.signOfLife != null) {
        signs.add(stream.signOfLife);
      }
    }
    return signs;
  }

  void leading() {
    attached.values().forEach(stream -> stream.push(new AgentPush.DemandForgotten()));
  }

  void committed(Commit commit, Machine machine) {
    if (attached.isEmpty() && promises.isEmpty() && engagements.isEmpty()) {
      return;
    }
    for (LogRecord.Entry entry : commit.record().entries()) {
      for (Event event : entry.events()) {
        switch (event) {
          case TaskEvent ofTask -> taskEvent(entry.workspace(), ofTask, machine);
          case AgentSessionEnded ended -> sessionEnded(entry.workspace(), ended);
          case MessageEvent ofMessage -> mailArrived(entry.workspace(), ofMessage.waiting());
          case ResourceEvent ofResource -> resourceEvent(entry.workspace(), ofResource);
          case WaitEvent.WaitBegan began ->
              engage(entry.workspace(), began.begun().holder(), began.begun().id());
          case ConflictEvent.ConflictReported reported ->
              disputed(entry.workspace(), reported.report());
          case WaitEvent.WaitEnded ended -> engagements.ended(entry.workspace(), ended);
          default -> {}
        }
      }
    }
  }

  private void resourceEvent(WorkspaceId workspace, ResourceEvent event) {
    switch (event) {
      case ResourceEvent.LocksAcquired acquired -> {
        if (!acquired.token().equals(acquired.holder().token())) {
          engage(workspace, acquired.holder(), acquired.token());
        }
      }
      case ResourceEvent.LockReleased released -> engagements.ended(workspace, released);
      case ResourceEvent.LocksReleased released -> engagements.ended(workspace, released);
      case ResourceEvent.ResourceDeclared e -> {}
      case ResourceEvent.LocksExtended e -> {}
      case ResourceEvent.ResourceCharged e -> {}
      case ResourceEvent.GrantRestored e -> {}
      case ResourceEvent.LevelRestored e -> {}
    }
  }

  /** Something that an attached agent holds or waits for, and whose end it must hear of. */
  private void engage(WorkspaceId workspace, Holder holder, FencingToken token) {
    Stream stream =
        switch (holder) {
          case Holder.Session session -> {
            Stream found = attached.get(new AgentKey(workspace, session.agent()));
            yield found != null && found.session.equals(session.token()) ? found : null;
          }
          case Holder.Attempt attempt -> {
            Promise promise = promises.get(new TaskKey(workspace, attempt.task()));
            yield promise == null ? null : promise.stream;
          }
        };
    if (stream != null) {
      engagements.began(workspace, holder, token, stream::push);
    }
  }

  private void taskEvent(WorkspaceId workspace, TaskEvent event, Machine machine) {
    TaskKey key = new TaskKey(workspace, event.task());
    switch (event) {
      case TaskEvent.TaskAssigned assigned ->
          promise(key, assigned.agent(), assigned.session(), assigned.epoch(), machine);
      case TaskEvent.WorkStolen stolen -> {
        revoke(key, AgentPush.Why.STOLEN);
        promise(key, stolen.to(), stolen.session(), stolen.epoch(), machine);
      }
      case TaskEvent.TaskUnassigned unassigned -> revoke(key, whyOf(unassigned.cause()));
      case TaskEvent.AttemptLost lost ->
          revoke(
              key,
              switch (lost.cause()) {
                case PREEMPTED -> AgentPush.Why.PREEMPTED;
                case OVERRULED -> AgentPush.Why.OVERRULED;
                case LEFT, EXPIRED, REJOINED, PROCESS_ENDED -> AgentPush.Why.SESSION_ENDED;
              });
      case TaskEvent.CancelRequested cancel -> {
        Promise promise = promises.get(key);
        if (promise != null) {
          promise.stream.push(
              new AgentPush.Cancelled(
                  cancel.task(), promise.epoch, cancel.cause(), cancel.reason()));
        }
      }
      case TaskEvent.TaskSucceeded succeeded -> promises.remove(key);
      case TaskEvent.AttemptFailed failed -> promises.remove(key);
      case TaskEvent.TaskFailed failed -> revoke(key, AgentPush.Why.ENDED);
      case TaskEvent.TaskCancelled cancelled -> revoke(key, AgentPush.Why.ENDED);
      case TaskEvent.TaskSkipped skipped -> revoke(key, AgentPush.Why.ENDED);
      case TaskEvent.TaskRetried retried -> revoke(key, AgentPush.Why.ENDED);
      case TaskEvent.TaskSubmitted e -> {}
      case TaskEvent.TaskReady e -> {}
      case TaskEvent.TaskStarted e -> {}
      case TaskEvent.TaskApproved e -> {}
      case TaskEvent.TaskPriorityChanged e -> {}
      case TaskEvent.TaskPinned e -> {}
      case TaskEvent.TaskOutputReplaced e -> {}
      case TaskEvent.DependentsSettled e -> {}
      case TaskEvent.TaskHeldBack e -> {}
      case TaskEvent.DependentsRevived e -> {}
      case TaskEvent.TaskRetired e -> {}
      case TaskEvent.StaleCallRefused e -> {}
    }
  }

  private void disputed(WorkspaceId workspace, Report report) {
    for (Party party : report.parties()) {
      Stream stream = attached.get(new AgentKey(workspace, party.agent()));
      if (stream != null) {
        stream.push(new AgentPush.ConflictOpened(report.id()));
      }
    }
  }

  private void mailArrived(WorkspaceId workspace, List<AgentId> recipients) {
    for (AgentId recipient : recipients) {
      Stream stream = attached.get(new AgentKey(workspace, recipient));
      if (stream != null) {
        stream.mailArrived();
      }
    }
  }

  private static AgentPush.Why whyOf(TaskEvent.UnassignCause cause) {
    return switch (cause) {
      case START_TIMEOUT -> AgentPush.Why.START_TIMEOUT;
      case AGENT_LOST -> AgentPush.Why.SESSION_ENDED;
      case RETURNED -> AgentPush.Why.RETURNED;
      case HELD_BACK -> AgentPush.Why.HELD_BACK;
      case OVERRULED -> AgentPush.Why.OVERRULED;
    };
  }

  private void promise(
      TaskKey key, AgentId agent, FencingToken session, FencingToken epoch, Machine machine) {
    Stream stream = attached.get(new AgentKey(key.workspace(), agent));
    if (stream == null || !stream.session.equals(session)) {
      return;
    }
    Machine.TaskView view = machine.task(key.workspace(), key.task());
    if (view != null) {
      promises.put(key, new Promise(stream, epoch));
      stream.push(new AgentPush.Assigned(view.spec(), epoch, view.attempts() + 1));
    }
  }

  private void revoke(TaskKey key, AgentPush.Why why) {
    Promise promise = promises.remove(key);
    if (promise != null) {
      promise.stream.push(new AgentPush.Revoked(key.task(), promise.epoch, why));
    }
  }

  private void sessionEnded(WorkspaceId workspace, AgentSessionEnded ended) {
    Stream stream = attached.get(new AgentKey(workspace, ended.agent()));
    if (stream != null && stream.session.equals(ended.session())) {
      stream.push(new AgentPush.SessionEnded(ended.cause()));
      stream.close();
    }
  }

  void close() {
    attached.values().forEach(Stream::close);
  }

  /** One attached session: its pushes wait here for its listener. */
  final class Stream implements AgentStream {
    private final AgentKey key;
    private final @Nullable Request signOfLife;
    private final FencingToken session;

    /** Messages not announced yet; one push announces them all, however slow the listener. */
    private final AtomicInteger mail = new AtomicInteger();

    private final AtomicBoolean closed = new AtomicBoolean();
    private final LinkedBlockingQueue<Next> pushes = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Refusal ending;

    private Stream(AgentKey key, @Nullable Request signOfLife, FencingToken session) {
      this.key = key;
      this.signOfLife = signOfLife;
      this.session = session;
    }

    /** Never waits: an agent is promised no more tasks than it has slots. */
    void push(AgentPush push) {
      pushes.add(new Next(push));
    }

    /** At most one announcement waits at a time, so that mail cannot fill the queue. */
    void mailArrived() {
      if (mail.getAndIncrement() == 0) {
        push(new AgentPush.MailArrived(0));
      }
    }

    /** Detaches for a reason; what was pushed before is still delivered. */
    void end(Refusal reason) {
      ending = reason;
      close();
    }

    @Override
    public CompletionStage<Void> ended() {
      return ended;
    }

    /** Detaches; what was pushed before is still delivered. */
    @Override
    public void close() {
      attached.remove(key, this);
      if (!closed.getAndSet(true)) {
        pushes.add(new Next(null));
      }
    }

    void run(Listener listener) {
      try {
        AgentPush push = pushes.take().push();
        while (push != null) {
          deliver(listener, push);
          push = pushes.take().push();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        Refusal reason = ending;
        if (reason == null) {
          ended.complete(null);
        } else {
          ended.completeExceptionally(new RefusedException(reason));
        }
      }
    }

    private void deliver(Listener listener, AgentPush push) {
      try {
        listener.pushed(
            push instanceof AgentPush.MailArrived
                ? new AgentPush.MailArrived(mail.getAndSet(0))
                : push);
      } catch (RuntimeException e) {
        LOG.warn("The listener of agent {} threw; it is told what comes next", key.agent(), e);
      }
    }
  }

  /** A push, or the end. */
  private record Next(@Nullable AgentPush push) {}
}
