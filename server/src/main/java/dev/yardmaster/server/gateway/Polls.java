package dev.yardmaster.server.gateway;

import com.google.protobuf.Message;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.MessageCommand.Receive;
import dev.yardmaster.core.resource.ResourceEvent.LocksAcquired;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.MailView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.ApiCommands;
import dev.yardmaster.protocol.api.ApiQueries;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.v1.AwaitOutcomeRequest;
import dev.yardmaster.protocol.v1.ClaimRequest;
import dev.yardmaster.protocol.v1.MailList;
import dev.yardmaster.protocol.v1.ReceiveMailRequest;
import dev.yardmaster.protocol.v1.WaitOutcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Operations that wait: each on a virtual thread of its own, no longer than its caller asks. */
public final class Polls {
  /** The longest wait of one call, in milliseconds: less than what proxies on the way bear. */
  public static final long MAX_WAIT_MILLIS = 55_000;

  private static final int MAIL_AT_ONCE = 10;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Desks desks;
  private final Handles handles;

  public Polls(Desks desks, Handles handles) {
    this.desks = desks;
    this.handles = handles;
  }

  /** What a waiting operation does on its thread. */
  @FunctionalInterface
  private interface Waiting {
    Message run(long deadlineNanos) throws InterruptedException;
  }

  Map<String, UnaryOperation> operations() {
    return Map.of(
        "yardmaster.v1.AgentService/Claim",
        (request, context) -> claim((ClaimRequest) request, context),
        "yardmaster.v1.MessageService/ReceiveMail",
        (request, context) -> receive((ReceiveMailRequest) request, context),
        "yardmaster.v1.LockService/AwaitOutcome",
        (request, context) -> outcome((AwaitOutcomeRequest) request, context));
  }

  private CompletionStage<Message> claim(ClaimRequest request, CallContext context) {
    WorkspaceId workspace = WorkspaceId.of(request.getWorkspace());
    return waiting(
        request.getWaitMillis(),
        deadline -> {
          Speaker speaker = handles.known(workspace, context, request.getAgent(), 0);
          Blocking blocking = new Blocking(context.connection());
          return new Claims(blocking, workspace, desks.of(workspace, speaker), request)
              .claim(deadline);
        });
  }

  private CompletionStage<Message> receive(ReceiveMailRequest request, CallContext context) {
    WorkspaceId workspace = WorkspaceId.of(request.getWorkspace());
    int max = request.getMax() == 0 ? MAIL_AT_ONCE : request.getMax();
    return waiting(
        request.getWaitMillis(),
        deadline -> {
          Speaker speaker =
              handles.known(
                  workspace,
                  context,
                  request.getCaller().getAgent(),
                  request.getCaller().getSession());
          Desk desk = desks.of(workspace, speaker);
          Receive receive = new Receive(ApiCommands.caller(request.getCaller(), speaker), max);
          Blocking blocking = new Blocking(context.connection());
          boolean waiting = true;
          while (waiting) {
            long seen = desk.pushes();
            Reply reply = blocking.send(workspace, receive);
            if (reply instanceof Reply.Received received && !received.messages().isEmpty()) {
              return contents(blocking, workspace, speaker, received.messages());
            }
            waiting = desk.await(seen, deadline);
          }
          return MailList.getDefaultInstance();
        });
  }

  private static Message contents(
      Blocking blocking, WorkspaceId workspace, Speaker speaker, List<MessageId> ids) {
    List<MailView> mail =
        blocking.query(workspace, new Query.OfMail(speaker.agent(), speaker.session(), ids));
    return ApiQueries.mail(mail);
  }

  /** What is committed when the call comes is looked at, however short its wait. */
  private CompletionStage<Message> outcome(AwaitOutcomeRequest request, CallContext context) {
    WorkspaceId workspace = WorkspaceId.of(request.getWorkspace());
    FencingToken wait = new FencingToken(request.getWaitId());
    return waiting(
        request.getWaitMillis(),
        deadline -> {
          Connection connection = context.connection();
          Gateway.checkReader(workspace, context);
          CompletableFuture<WaitOutcome> found = new CompletableFuture<>();
          long present = connection.position().value();
          LogPosition before = new LogPosition(Math.max(0, wait.position().value() - 1));
          try (EventSubscription watch =
              connection.watch(workspace, before, event -> complete(found, wait, event))) {
            var _ =
                watch
                    .ended()
                    .whenComplete((end, failure) -> {
                      if (failure != null) {
                        found.completeExceptionally(failure);
                      }
                    });
            WaitOutcome outcome = await(found, deadline);
            while (!outcome.hasEnded() && watch.position().value() < present) {
              outcome = await(found, System.nanoTime() + LOOK_NANOS);
            }
            return outcome;
          }
        });
  }

  private static void complete(
      CompletableFuture<WaitOutcome> found, FencingToken wait, CommittedEvent event) {
    switch (event.event()) {
      case WaitEvent.WaitEnded ended when ended.waitId().equals(wait) ->
          found.complete(ApiQueries.outcome(wait, ended.outcome()));
      case LocksAcquired acquired when wait.equals(acquired.waitId()) ->
          found.complete(ApiQueries.outcome(wait, new Outcome.Granted(acquired.token())));
      default -> {}
    }
  }

  private static WaitOutcome await(CompletableFuture<WaitOutcome> found, long deadline)
      throws InterruptedException {
    try {
      return found.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return WaitOutcome.getDefaultInstance();
    } catch (ExecutionException e) {
      NoException no = e.getCause() == null ? null : Gateway.noOf(e.getCause());
      throw no == null ? new IllegalStateException(e.getCause()) : no;
    }
  }

  private static CompletionStage<Message> waiting(long millis, Waiting operation) {
    if (millis < 0 || millis > MAX_WAIT_MILLIS) {
      throw new IllegalArgumentException(
          "Expected a wait of 0 to %d ms, got %d; ask again when it is over"
              .formatted(MAX_WAIT_MILLIS, millis));
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    CompletableFuture<Message> reply = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("yardmaster-wait")
        .start(() -> {
          try {
            reply.complete(operation.run(deadline));
          } catch (InterruptedException | RuntimeException | Error e) {
            reply.completeExceptionally(e);
          }
        });
    return reply;
  }
}
