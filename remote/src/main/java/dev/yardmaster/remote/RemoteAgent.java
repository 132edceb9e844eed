package dev.yardmaster.remote;

import com.google.protobuf.Message;
import dev.yardmaster.core.agent.AgentCommand.LeaveAgent;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.PushMapping;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.v1.AgentServiceGrpc;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent on its stream to the server. When the stream breaks it is attached again, and what was
 * missed meanwhile is looked up and told ({@link Missed}); when the session is over, that is told.
 *
 * <p>Everything is told on one virtual thread, in order.
 */
final class RemoteAgent implements AgentStream {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteAgent.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final Who who;
  private final @Nullable String handle;
  private final Agents agents;
  private final Listener listener;
  private final RemoteConnection connection;
  private final Missed missed;
  private final LinkedBlockingQueue<Happened> happened = new LinkedBlockingQueue<>();
  private final CallsOnStream calls = new CallsOnStream();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  /** The log position at which the present stream was attached. */
  private volatile long attachedAt;

  /** Whose session it is. */
  record Who(WorkspaceId workspace, AgentId agent, FencingToken session) {}

  /** What the stream brought, a push or its end; or what was found out besides. */
  private record Happened(
      @Nullable Push push, @Nullable Throwable failure, @Nullable AgentPush found) {
    static Happened push(Push push) {
      return new Happened(push, null, null);
    }

    static Happened end(@Nullable Throwable failure) {
      return new Happened(null, failure, null);
    }

    static Happened found(AgentPush push) {
      return new Happened(null, null, push);
    }
  }

  RemoteAgent(Who who, Agents agents, Listener listener, RemoteConnection connection) {
    this.who = who;
    this.handle = agents.handle(who.session());
    this.agents = agents;
    this.listener = listener;
    this.connection = connection;
    this.missed = new Missed(who, connection);
  }

  Who who() {
    return who;
  }

  /** The secret of its session; null where that was not joined through this connection. */
  @Nullable String handle() {
    return handle;
  }

  /** Returns when the first stream is attached, or its session is over, or it takes too long. */
  void start() {
    CountDownLatch ready = new CountDownLatch(1);
    Thread.ofVirtual().name("yardmaster-agent-" + who.agent()).start(() -> run(ready));
    try {
      if (!ready.await(30, TimeUnit.SECONDS)) {
        LOG.warn("Agent {} is not attached yet; going on to try", who.agent());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(CountDownLatch ready) {
    long pause = FIRST_PAUSE_MILLIS;
    boolean first = true;
    try {
      while (!closed) {
        open();
        Happened end = follow(ready, first);
        ready.countDown();
        if (closed) {
          return;
        }
        if (end.failure() == null) {
          return; // the session is over, and that was told
        }
        if (Calls.isAnswer(end.failure())) {
          Refusal refusal = Calls.refusalOf(end.failure());
          boolean passing =
              refusal.code() == RefusalCode.UNAVAILABLE || refusal.code() == RefusalCode.LIMIT;
          if (!passing) {
            LOG.debug("Agent {} is not attached: {}", who.agent(), refusal.text());
            tell(new AgentPush.SessionEnded(SessionEnd.EXPIRED));
            ended.completeExceptionally(new RefusedException(refusal));
            return;
          }
        }
        first = false;
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ready.countDown();
      agents.detached(this);
      ended.complete(null);
    }
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended;
  }

  private void open() {
    happened.removeIf(one -> one.found() == null);
    ClientCall<AttachRequest, Push> opened =
        connection
            .calls()
            .queued(AgentServiceGrpc.getAttachMethod(), new Calls.Beside(handle, null));
    StreamObserver<AttachRequest> observer =
        ClientCalls.asyncBidiStreamingCall(
            opened,
            new StreamObserver<Push>() {
              @Override
              public void onNext(Push push) {
                if (push.hasAnswer()) {
                  calls.answered(push.getAnswer());
                } else {
                  happened.add(Happened.push(push));
                }
              }

              @Override
              public void onError(Throwable failure) {
                calls.over(String.valueOf(failure.getMessage()));
                happened.add(Happened.end(failure));
              }

              @Override
              public void onCompleted() {
                calls.over("the server ended it");
                happened.add(Happened.end(null));
              }
            });
    observer.onNext(
        AttachRequest.newBuilder()
            .setHello(
                AttachRequest.Hello.newBuilder()
                    .setWorkspace(who.workspace().value())
                    .setAgent(who.agent().value())
                    .setSession(who.session().value()))
            .build());
    calls.opened(observer);
  }

  /** Tells what comes until the stream ends; how it did. */
  private Happened follow(CountDownLatch ready, boolean first) throws InterruptedException {
    boolean over = false;
    while (true) {
      Happened next = happened.take();
      if (next.found() != null) {
        tell(next.found());
        continue;
      }
      Push push = next.push();
      if (push == null) {
        return over ? Happened.end(null) : next;
      }
      if (push.hasAttached()) {
        attachedAt = push.getAttached().getPosition();
        calls.attached();
        if (!first) {
          missed.since().forEach(this::tell);
          tell(new AgentPush.DemandForgotten());
        }
        ready.countDown();
      } else {
        AgentPush told = PushMapping.read(push);
        over |= told instanceof AgentPush.SessionEnded;
        tell(told);
      }
    }
  }

  private void tell(AgentPush push) {
    if (push instanceof AgentPush.Assigned assigned) {
      agents.holds(who.session(), assigned.epoch());
    }
    missed.told(push);
    try {
      listener.pushed(push);
    } catch (RuntimeException e) {
      LOG.warn("The listener of agent {} threw; it is told what comes next", who.agent(), e);
    }
  }

  /**
   * The server answered a call of the agent. An answer to a call that was repeated may come after
   * the stream was attached again, and of a wait that began before: whether it has ended is asked.
   */
  void answered(Reply reply) {
    missed.answered(reply);
    if (reply instanceof Reply.Waiting waiting
        && waiting.waitId().position().value() <= attachedAt) {
      var unused =
          connection
              .query(who.workspace(), new Query.OfWaitOutcome(waiting.waitId()))
              .thenAccept(outcome ->
                  outcome.ifPresent(end ->
                      happened.add(
                          Happened.found(new AgentPush.WaitEnded(waiting.waitId(), end)))));
    }
  }

  /** States how many tasks it would take; its owner says it again when the demand is forgotten. */
  void demand(int value) {
    try {
      calls.demand(value);
    } catch (IllegalStateException e) {
      LOG.debug("The stream of agent {} is broken; its demand is stated on the next", who.agent());
    }
  }

  /** Sends a command of the agent on its stream; null where that takes none now. */
  @Nullable CompletableFuture<Reply> call(
      String method, Message request, @Nullable RequestKey key) {
    return closed ? null : calls.call(method, request, key);
  }

  @Override
  public void close() {
    closed = true;
    try {
      calls.complete();
    } catch (IllegalStateException e) {
      LOG.debug("The stream of agent {} was over already", who.agent());
    }
    happened.add(Happened.end(null));
    agents.detached(this);
  }

  /** The agent's session ends with its connection: whoever works in its name is told. */
  CompletableFuture<?> leave() {
    CompletableFuture<?> left =
        connection.leave(
            who.workspace(), new LeaveAgent(who.agent(), who.session(), SessionEnd.LEFT));
    close();
    tell(new AgentPush.SessionEnded(SessionEnd.LEFT));
    return left;
  }
}
