package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.bench.Way.Work;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells when an agent is given a task, before its worker does anything about it,
 * and when the server has accepted that a task is complete.
 */
final class ObservedConnection implements Connection {
  private final Connection inner;
  private volatile @Nullable Work work;

  ObservedConnection(Connection inner) {
    this.inner = inner;
  }

  /** What is told of tasks from now on. */
  void observe(Work value) {
    work = value;
  }

  @Override
  public CompletionStage<Reply> send(Request request) {
    CompletionStage<Reply> sent = inner.send(request);
    Work observer = work;
    Command command = request.command();
    return observer == null || !(command instanceof TaskCommand.AttemptCommand attempt)
        ? sent
        : sent.whenComplete((reply, _) -> answered(observer, attempt, reply));
  }

  private static void answered(Work work, TaskCommand.AttemptCommand attempt, Reply reply) {
    Refusal refusal = reply.refusal();
    if (refusal == null && attempt instanceof TaskCommand.CompleteTask done) {
      work.completed(done.task().value());
    } else if (refusal != null && refusal.code() != RefusalCode.LIMIT) {
      work.failed(new CoordinationException(refusal)); // after LIMIT the client asks again
    }
  }

  @Override
  public AgentStream attach(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    return inner.attach(
        workspace,
        agent,
        session,
        push -> {
          Work observer = work;
          if (observer != null && push instanceof AgentPush.Assigned assigned) {
            observer.assigned(assigned.spec().id().value());
          }
          listener.pushed(push);
        });
  }

  @Override
  public Principal principal() {
    return inner.principal();
  }

  @Override
  public <T> CompletionStage<T> query(WorkspaceId workspace, Query<T> query) {
    return inner.query(workspace, query);
  }

  @Override
  public LogPosition position() {
    return inner.position();
  }

  @Override
  public EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    return inner.watch(workspace, after, listener);
  }

  @Override
  public StrategyRegistration registerStrategy(
      WorkspaceId workspace, String name, PlacementHandler handler) {
    return inner.registerStrategy(workspace, name, handler);
  }

  @Override
  public StrategyRegistration registerConflictStrategy(
      WorkspaceId workspace, String name, ConflictHandler handler) {
    return inner.registerConflictStrategy(workspace, name, handler);
  }

  @Override
  public Monitoring monitoring() {
    return inner.monitoring();
  }

  @Override
  public void close() {
    inner.close();
  }
}
