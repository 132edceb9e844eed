package dev.yardmaster.remote;

import com.google.protobuf.Message;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.ApiCommands;
import dev.yardmaster.protocol.api.ApiQueries;
import dev.yardmaster.protocol.api.QueryCall;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.protocol.log.v1.ShardProto;
import dev.yardmaster.protocol.v1.GetPositionRequest;
import dev.yardmaster.protocol.v1.Position;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, usable from any thread.
 *
 * <p>The principal is the server's to say, by the credentials: what {@link #principal} says here
 * stands in its place and decides nothing.
 */
public final class RemoteConnection implements Connection {
  private static final Principal STAMPED_THERE = Principal.of("remote");
  private static final String POSITION = "yardmaster.v1.EventService/GetPosition";

  /** Questions are asked again for so long while the server cannot be reached. */
  private static final long QUERY_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(25);

  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_BYTES_ON_STREAM = 16 * 1024;

  private final Calls calls;
  private final Agents agents = new Agents();
  private volatile boolean closed;

  RemoteConnection(Calls calls) {
    this.calls = calls;
    calls.reconnectSoon();
  }

  @Override
  public Principal principal() {
    return STAMPED_THERE;
  }

  @Override
  public CompletionStage<Reply> send(Request request) {
    if (request.command() instanceof AgentCommand.Claim claim) {
      return CompletableFuture.completedStage(agents.demand(request.workspace(), claim));
    }
    if (closed) {
      return CompletableFuture.completedStage(Reply.refused(over()));
    }
    Command command = request.command();
    Message message;
    try {
      message = ApiCommands.write(request.workspace(), command);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedStage(
          Reply.refused(Refusal.invalid(String.valueOf(e.getMessage()))));
    }
    FencingToken token = Agents.speaksFor(command);
    String handle = token == null ? null : agents.handle(token);
    if (token != null && handle == null) {
      return CompletableFuture.completedStage(Reply.refused(Agents.unknown(token)));
    }
    CompletableFuture<Reply> reply = onStream(handle, request, message);
    if (reply == null) {
      reply =
          calls
              .unary(ApiCommands.method(command), message, new Calls.Beside(handle, request.key()))
              .handle((answer, failure) ->
                  failure == null
                      ? ReplyMapping.read((ShardProto.Reply) answer)
                      : Calls.replyOf(failure));
    }
    return reply.whenComplete(
        (answer, bug) -> agents.answered(request.workspace(), command, answer));
  }

  /**
   * An agent's commands go on its stream, which costs both sides far less than a call for each;
   * null where they cannot. Leaving ends the stream, and what is long would hold others up.
   */
  private @Nullable CompletableFuture<Reply> onStream(
      @Nullable String handle, Request request, Message message) {
    RemoteAgent agent = handle == null ? null : agents.stream(handle);
    return agent == null
            || request.command() instanceof AgentCommand.LeaveAgent
            || request.key() instanceof IdempotencyKey
            || message.getSerializedSize() > MOST_BYTES_ON_STREAM
        ? null
        : agent.call(ApiCommands.method(request.command()), message, (RequestKey) request.key());
  }

  @Override
  public <T> CompletionStage<T> query(WorkspaceId workspace, Query<T> query) {
    return query(workspace, ApiQueries.of(query), query);
  }

  private <T, Q extends Message, A extends Message> CompletionStage<T> query(
      WorkspaceId workspace, QueryCall<T, Q, A> call, Query<T> query) {
    Message request = call.write(workspace, query);
    String handle = query instanceof Query.OfMail mail ? agents.handle(mail.session()) : null;
    return ask(call.method(), request, handle)
        .handle((reply, failure) -> {
          if (failure == null) {
            return call.readAnswer(call.replyType().cast(reply));
          }
          if (Calls.isAbsent(failure)) {
            return call.readAnswer(null);
          }
          throw new RefusedException(Calls.refusalOf(failure));
        });
  }

  /** Asks until there is an answer, since asking again changes nothing. */
  CompletableFuture<Message> ask(String method, Message request, @Nullable String handle) {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    ask(
        method,
        request,
        new Calls.Beside(handle, null),
        System.nanoTime() + QUERY_PATIENCE_NANOS,
        answer);
    return answer;
  }

  private void ask(
      String method,
      Message request,
      Calls.Beside beside,
      long deadline,
      CompletableFuture<Message> answer) {
    if (closed) {
      answer.completeExceptionally(new RefusedException(over()));
      return;
    }
    var unused =
        calls
            .unary(method, request, beside)
            .whenComplete((reply, failure) -> {
              if (failure == null) {
                answer.complete(reply);
              } else if (Calls.isAnswer(failure) || System.nanoTime() > deadline) {
                answer.completeExceptionally(failure);
              } else {
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> ask(method, request, beside, deadline, answer));
              }
            });
  }

  static Refusal over() {
    return new Refusal(
        dev.yardmaster.core.machine.RefusalCode.UNAVAILABLE,
        "This connection was closed; open another one");
  }

  @Override
  public LogPosition position() {
    try {
      Message reply = ask(POSITION, GetPositionRequest.getDefaultInstance(), null).join();
      return new LogPosition(((Position) reply).getPosition());
    } catch (CompletionException e) {
      throw new RefusedException(Calls.refusalOf(e.getCause() == null ? e : e.getCause()));
    }
  }

  @Override
  public AgentStream attach(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    RemoteAgent attached =
        new RemoteAgent(new RemoteAgent.Who(workspace, agent, session), agents, listener, this);
    agents.attached(attached);
    attached.start();
    return attached;
  }

  @Override
  public EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    return RemoteWatch.start(calls, workspace, after, listener);
  }

  @Override
  public StrategyRegistration registerStrategy(
      WorkspaceId workspace, String name, PlacementHandler handler) {
    return RemoteStrategy.start(
        calls,
        new RemoteStrategy.What(
            workspace, StrategyUse.PLACEMENT, name, RemoteStrategy.placing(handler)));
  }

  @Override
  public StrategyRegistration registerConflictStrategy(
      WorkspaceId workspace, String name, ConflictHandler handler) {
    return RemoteStrategy.start(
        calls,
        new RemoteStrategy.What(
            workspace, StrategyUse.CONFLICT, name, RemoteStrategy.deciding(handler)));
  }

  @Override
  public Monitoring monitoring() {
    return new RemoteMonitoring(this);
  }

  Calls calls() {
    return calls;
  }

  boolean isClosed() {
    return closed;
  }

  CompletableFuture<?> leave(WorkspaceId workspace, AgentCommand.LeaveAgent command) {
    return calls.unary(
        ApiCommands.method(command),
        ApiCommands.write(workspace, command),
        new Calls.Beside(agents.handle(command.session()), null));
  }

  @Override
  public void close() {
    closed = true;
    agents.close();
    calls.close();
  }
}
