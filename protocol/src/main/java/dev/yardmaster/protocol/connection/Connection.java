package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One open way to a Yardmaster, usable from any thread.
 *
 * <p>Stages complete on a thread of the connection: actions that depend on one must not block, or
 * go elsewhere with the {@code Async} methods.
 */
public interface Connection extends AutoCloseable {
  /** Who the requests of this connection are made for. */
  Principal principal();

  /**
   * Sends a command. The stage always completes, and never exceptionally (S6): with a reply, or
   * refused; UNKNOWN means that it may have happened, and that sending it again under the same key
   * tells.
   */
  CompletionStage<Reply> send(Request request);

  /**
   * Asks a question; the answer is linearizable (S3).
   *
   * <p>The stage fails with {@link RefusedException}: NOT_FOUND for a workspace that does not
   * exist, DENIED for what the principal may not ask, or UNAVAILABLE, LIMIT, INTERNAL.
   */
  <T> CompletionStage<T> query(WorkspaceId workspace, Query<T> query);

  /** The position of the newest committed event this connection knows of. */
  LogPosition position();

  /**
   * Attaches to a joined agent's session; call it before the agent states its first demand, because
   * what was assigned earlier is not pushed.
   *
   * <p>Where a credential is needed it waits for the core's permission: call it from where waiting
   * is allowed, not from an action on a stage of this connection.
   *
   * @throws RefusedException DENIED when the agent is not the principal's, NOT_FOUND when it never
   *     joined; only where a credential is needed
   */
  AgentStream attach(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener);

  /**
   * Delivers every event of the workspace after a position, in order, without gap or duplicate
   * (S20), on a thread of the subscription's own.
   */
  EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener);

  /**
   * Answers placement requests of a strategy of the user's own, on a thread of its own, until
   * closed.
   */
  StrategyRegistration registerStrategy(
      WorkspaceId workspace, String name, PlacementHandler handler);

  /** What the Yardmaster tells of itself. */
  Monitoring monitoring();

  /** As {@link #registerStrategy}, for who wins conflicts. */
  StrategyRegistration registerConflictStrategy(
      WorkspaceId workspace, String name, ConflictHandler handler);

  @Override
  void close();
}
