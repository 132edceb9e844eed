package dev.yardmaster.server.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.api.ApiCommands;
import dev.yardmaster.protocol.api.ApiQueries;
import dev.yardmaster.protocol.api.CommandCall;
import dev.yardmaster.protocol.api.QueryCall;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * All operations of the public API that have one request and one reply, by name. Thread-safe.
 *
 * <p>A request becomes a command or a query of the core; the few that wait, or are more than one of
 * them, are {@link Polls}, {@link Batches} and {@link Monitors}.
 */
public final class Gateway {
  private final Map<String, UnaryOperation> operations = new TreeMap<>();
  private final Set<String> byAgent = new HashSet<>();
  private final Handles handles;
  private final Desks desks;

  public Gateway(Handles handles, Desks desks) {
    this.handles = handles;
    this.desks = desks;
    for (CommandCall<?, ?> call : ApiCommands.all()) {
      operations.put(call.method(), (request, context) -> command(call.method(), request, context));
    }
    for (QueryCall<?, ?, ?> call : ApiQueries.all()) {
      operations.put(call.method(), (request, context) -> query(call, request, context));
    }
    operations.putAll(new Polls(desks, handles).operations());
    operations.putAll(new Batches(this).operations());
    operations.putAll(Monitors.operations());
    operations.putAll(Credentials.operations());
    for (MethodDescriptor method : Operations.all()) {
      if (Operations.isUnary(method) && !operations.containsKey(Operations.nameOf(method))) {
        throw new IllegalStateException("Expected an operation for " + method.getFullName());
      }
      if (Operations.optionsOf(method).getByAgent()) {
        byAgent.add(Operations.nameOf(method));
      }
    }
  }

  /**
   * Calls an operation.
   *
   * @return its reply; fails with {@link NoException}, and with nothing else but bugs
   */
  public CompletionStage<? extends Message> call(
      String method, Message request, CallContext context) {
    UnaryOperation operation = operations.get(method);
    if (operation == null) {
      return CompletableFuture.failedStage(
          NoException.of(Refusal.notFound("Expected an operation of the API, got " + method)));
    }
    if (byAgent.contains(method) && context.handle() == null) {
      return CompletableFuture.failedStage(NoException.of(noHandle(method)));
    }
    try {
      return operation.call(request, context);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(
          NoException.of(Refusal.invalid(String.valueOf(e.getMessage()))));
    } catch (NoException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Calls an operation and waits for its reply; engines always answer, so this needs no limit.
   *
   * @throws NoException for a no
   */
  public Message callAndWait(String method, Message request, CallContext context) {
    return Blocking.await(call(method, request, context));
  }

  static Refusal noHandle(String method) {
    return new Refusal(
        RefusalCode.DENIED,
        "Expected the handle of the agent that calls %s in yardmaster-agent; join, and show the handle that joining returns"
            .formatted(method));
  }

  private CompletionStage<Message> command(String method, Message request, CallContext context) {
    WorkspaceId workspace = ApiCommands.workspace(request);
    return handles
        .speaker(workspace, context)
        .thenCompose(speaker -> send(workspace, method, request, speaker, context))
        .thenApply(ReplyMapping::write);
  }

  private CompletionStage<Reply> send(
      WorkspaceId workspace,
      String method,
      Message request,
      @Nullable Speaker speaker,
      CallContext context) {
    Principal principal = context.connection().principal();
    Command command = ApiCommands.read(method, WhoAsks.stamped(request, principal), speaker);
    if (speaker != null) {
      note(desks.find(workspace, speaker), command);
    }
    return context
        .connection()
        .send(
            new Request(
                workspace, principal, RequestKeys.of(method, request, speaker, context), command))
        .thenApply(Gateway::yes);
  }

  /** An agent that calls about an attempt knows that it has it. */
  private static void note(@Nullable Desk desk, Command command) {
    switch (command) {
      case WorkspaceCommand.Guarded guarded -> note(desk, guarded.command());
      case TaskCommand.AttemptCommand attempt when desk != null -> {
        switch (attempt) {
          case TaskCommand.StartTask e -> desk.actOn(e.epoch());
          case TaskCommand.TaskHeartbeat e -> desk.actOn(e.epoch());
          case TaskCommand.CompleteTask e -> desk.forget(e.epoch());
          case TaskCommand.FailTask e -> desk.forget(e.epoch());
          case TaskCommand.ReturnTask e -> desk.forget(e.epoch());
          case TaskCommand.ConfirmCancelled e -> desk.forget(e.epoch());
        }
      }
      default -> {}
    }
  }

  /** The reply, where it is a yes. */
  static Reply yes(Reply reply) {
    if (reply.refusal() != null) {
      throw NoException.of(reply);
    }
    return reply;
  }

  private <T, Q extends Message, A extends Message> CompletionStage<Message> query(
      QueryCall<T, Q, A> call, Message request, CallContext context) {
    WorkspaceId workspace = ApiCommands.workspace(request);
    return handles
        .speaker(workspace, context)
        .thenCompose(speaker -> {
          Query<T> query =
              call.read(
                  call.requestType().cast(request),
                  speaker == null ? null : speaker.agent(),
                  speaker == null ? null : speaker.session());
          return context.connection().query(workspace, query);
        })
        .thenApply(found -> {
          A answer = call.writeAnswer(found);
          if (answer == null) {
            throw NoException.absent("what %s asks for".formatted(call.method()));
          }
          return answer;
        });
  }

  /**
   * Asks the core whether a caller may read a workspace; blocks for the answer.
   *
   * @throws NoException DENIED, NOT_FOUND
   */
  public static void checkReader(WorkspaceId workspace, CallContext context) {
    new Blocking(context.connection()).query(workspace, new Query.OfAccess(Role.READER, null));
  }

  /** What a failed stage means to a caller; null for a bug. */
  public static @Nullable NoException noOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    return switch (cause) {
      case NoException no -> no;
      case RefusedException refused -> NoException.of(refused.refusal());
      case IllegalArgumentException bad ->
          NoException.of(Refusal.invalid(String.valueOf(bad.getMessage())));
      default -> null;
    };
  }
}
