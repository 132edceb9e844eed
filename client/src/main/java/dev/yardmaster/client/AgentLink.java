package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One joined agent session of this process: keeps it alive, keeps its open demand topped up, hands
 * what it is told to its work, and leaves.
 *
 * <p>While the stream is attached the connection renews the session in the background. The stream
 * is attached before any demand is stated, since what was assigned earlier is not pushed.
 */
final class AgentLink {
  private static final Logger LOG = LoggerFactory.getLogger(AgentLink.class);

  private final WorkspaceId workspace;
  private final Requests requests;
  private final AgentProfile profile;
  private final FencingToken session;
  private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable AgentStream stream;
  private @Nullable Work work;
  private final Waits waits = new Waits();
  private final MailSignal mail = new MailSignal();
  private final Inbox inbox = new Inbox(this, mail);

  /** Open demand to keep up, and what is left of it since it was last stated. */
  private int wanted;

  private int open;

  /** What is done with the tasks the agent is given; called one at a time, in commit order. */
  interface Work {
    void assigned(AgentPush.Assigned push);

    void cancelled(AgentPush.Cancelled push);

    void revoked(AgentPush.Revoked push);

    /** The session is over, by its own leaving or not; called at least once. */
    void ended(SessionEnd cause);
  }

  private AgentLink(
      WorkspaceId workspace, Requests requests, AgentProfile profile, FencingToken session) {
    this.workspace = workspace;
    this.requests = requests;
    this.profile = profile;
    this.session = session;
  }

  /** Joins and attaches; the agent asks for nothing until {@link #work}. */
  static AgentLink join(
      WorkspaceId workspace, Requests requests, Connection connection, AgentProfile profile) {
    Reply reply =
        requests.send(workspace, new AgentCommand.JoinAgent(profile, Attachment.IN_PROCESS));
    if (!(reply instanceof Reply.Joined joined)) {
      throw new IllegalStateException("Expected to join, got " + reply);
    }
    AgentLink link = new AgentLink(workspace, requests, profile, joined.session());
    link.attached(connection.attach(workspace, profile.id(), joined.session(), link::pushed));
    return link;
  }

  private void attached(AgentStream attached) {
    lock.lock();
    try {
      stream = attached;
    } finally {
      lock.unlock();
    }
  }

  AgentId agent() {
    return profile.id();
  }

  AgentProfile profile() {
    return profile;
  }

  FencingToken session() {
    return session;
  }

  boolean isLive() {
    return !ended.isDone();
  }

  /** Completes with the reason when the session is over. */
  CompletionStage<SessionEnd> ended() {
    return ended.minimalCompletionStage();
  }

  Reply send(Command command) {
    return requests.send(workspace, command);
  }

  Reply send(Command command, Duration timeout) {
    return requests.send(workspace, command, timeout);
  }

  void tell(Command command) {
    requests.tell(workspace, command);
  }

  /**
   * Begins to ask for tasks, and keeps this much demand open.
   *
   * @throws IllegalStateException when the session is over or is worked already
   */
  void work(Work value, int demand) {
    lock.lock();
    try {
      if (!isLive() || work != null) {
        throw new IllegalStateException(
            "Expected agent %s with session %s to be live and idle, but %s; %s"
                .formatted(
                    agent(),
                    session,
                    isLive() ? "a worker has it" : "it is over",
                    isLive() ? "close that worker first" : "register it again"));
      }
      work = value;
      ask(demand);
    } finally {
      lock.unlock();
    }
  }

  /** Asks for nothing more; what was promised before may still arrive. */
  void stopAsking() {
    lock.lock();
    try {
      ask(0);
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of this work, which is told nothing more; the session goes on. */
  void rest(Work done) {
    lock.lock();
    try {
      if (Objects.equals(work, done)) {
        work = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives back a task that was not started, on a thread of its own. */
  void giveBack(TaskId task, FencingToken epoch) {
    Thread.ofVirtual()
        .name("yardmaster-return-" + task)
        .start(() -> {
          try {
            if (isLive()) {
              send(new TaskCommand.ReturnTask(task, epoch));
            }
          } catch (CoordinationException e) {
            LOG.debug("Giving back {} was refused: {}", task, e.getMessage());
          }
        });
  }

  /** States the demand; the lock is held, so that statements arrive in the order they are made. */
  private void ask(int demand) {
    wanted = demand;
    open = demand;
    tell(new AgentCommand.Claim(agent(), session, demand));
  }

  private void pushed(AgentPush push) {
    Work present = present();
    switch (push) {
      case AgentPush.Assigned assigned -> {
        if (present == null) {
          giveBack(assigned.spec().id(), assigned.epoch()); // promised before it stopped asking
        } else {
          present.assigned(assigned);
        }
        topUp();
      }
      case AgentPush.Cancelled cancelled -> {
        if (present != null) {
          present.cancelled(cancelled);
        }
      }
      case AgentPush.Revoked revoked -> {
        if (present != null) {
          present.revoked(revoked);
        }
      }
      case AgentPush.WaitEnded wait -> waits.ended(wait.waitId(), wait.outcome());
      case AgentPush.LockLost lost -> waits.lost(lost.token(), lost.cause());
      case AgentPush.MailArrived arrived -> mail.arrived();
      case AgentPush.ConflictOpened e -> {} // whoever minds asks for conflicts
      case AgentPush.SessionEnded over -> over(over.cause());
      case AgentPush.DemandForgotten forgotten -> {
        restate();
        mail.arrived(); // what the former leader announced may have been lost with it
      }
    }
  }

  private @Nullable Work present() {
    lock.lock();
    try {
      return work;
    } finally {
      lock.unlock();
    }
  }

  private void topUp() {
    lock.lock();
    try {
      open--;
      if (wanted > 0 && open <= wanted / 2) {
        ask(wanted);
      }
    } finally {
      lock.unlock();
    }
  }

  private void restate() {
    lock.lock();
    try {
      if (wanted > 0) {
        ask(wanted);
      }
    } finally {
      lock.unlock();
    }
  }

  private void over(SessionEnd cause) {
    Work told;
    lock.lock();
    try {
      ended.complete(cause);
      told = work;
      wanted = 0;
    } finally {
      lock.unlock();
    }
    waits.over(cause);
    mail.arrived();
    if (told != null) {
      told.ended(cause);
    }
  }

  /** The waits and locks of this session and its attempts. */
  Waits waits() {
    return waits;
  }

  /** Rises whenever mail may have come. */
  MailSignal mail() {
    return mail;
  }

  /** The mail of this session, shared by its threads. */
  Inbox inbox() {
    return inbox;
  }

  <T> T query(Query<T> query) {
    return requests.query(workspace, query);
  }

  static AgentLink of(Actor actor) {
    return switch (actor) {
      case AgentSession session -> session.link();
      case TaskContext attempt -> attempt.link();
      case GuardedActor guarded -> of(guarded.inner());
    };
  }

  /** Sends a command of the actor, under its guards if it has any. */
  static Reply send(Actor actor, Command command) {
    return send(actor, command, Requests.TIMEOUT);
  }

  /** The same, given up after that time if it is shorter than that of any call. */
  static Reply send(Actor actor, Command command, Duration timeout) {
    return switch (actor) {
      case AgentSession session -> session.link().send(command, timeout);
      case TaskContext attempt -> attempt.link().send(command, timeout);
      case GuardedActor guarded -> send(guarded.inner(), guarded.guarded(command), timeout);
    };
  }

  /** Ends the session and detaches; what the agent held is free, and its token is stale. */
  void leave(SessionEnd cause) {
    try {
      if (isLive()) {
        send(new AgentCommand.LeaveAgent(agent(), session, cause));
      }
    } catch (CoordinationException e) {
      LOG.debug("Leaving was refused: {}", e.getMessage());
    } finally {
      over(cause);
      detach();
    }
  }

  void detach() {
    AgentStream attached;
    lock.lock();
    try {
      attached = stream;
    } finally {
      lock.unlock();
    }
    if (attached != null) {
      attached.close();
    }
  }
}
