package dev.yardmaster.engine;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the engine, and the stage its caller waits for.
 *
 * <p>The outcome is written by the driver when decided, and told to the caller when released.
 */
sealed interface Pending {
  WorkspaceId workspace();

  /** What fairness is kept between, within the workspace: an agent or a principal. */
  Object lane();

  /** Roughly how many bytes it will take up in the log. */
  int weight();

  /** Whether its outcome was decided together with events. */
  boolean logged();

  /** Tells the caller what was decided. */
  void release();

  /** Tells the caller that it was refused instead, whatever was decided. */
  void refuse(Refusal refusal);

  /** A command. */
  final class OfCommand extends CompletableFuture<Reply> implements Pending {
    private final Request request;
    private final int weight;
    private final Answered answered;
    private final long beganNanos;
    private @Nullable Reply reply;
    private boolean logged;

    OfCommand(Request request) {
      this(request, Answered.NOBODY);
    }

    OfCommand(Request request, Answered answered) {
      this.request = request;
      this.answered = answered;
      this.beganNanos = System.nanoTime();
      this.weight = Weights.of(request.command());
    }

    Request request() {
      return request;
    }

    void decided(Reply outcome, boolean withEvents) {
      reply = outcome;
      logged = withEvents;
    }

    @Override
    public WorkspaceId workspace() {
      return request.workspace();
    }

    @Override
    public Object lane() {
      return request.command() instanceof AgentCommand ofAgent
          ? ofAgent.agent()
          : request.principal();
    }

    @Override
    public int weight() {
      return weight;
    }

    @Override
    public boolean logged() {
      return logged;
    }

    @Override
    public void release() {
      if (reply == null) {
        throw new IllegalStateException("Released undecided: " + request.command().getClass());
      }
      end(reply);
    }

    private void end(Reply outcome) {
      answered.answered(request.command(), System.nanoTime() - beganNanos, outcome);
      complete(outcome);
    }

    @Override
    public void refuse(Refusal refusal) {
      end(Reply.refused(refusal));
    }
  }

  /** A query. */
  final class OfQuery<T> extends CompletableFuture<T> implements Pending {
    private static final int WEIGHT = 64;
    private static final Principal ENGINE = Principal.of("engine");

    private final WorkspaceId workspace;
    private final Object lane;
    private final Principal principal;
    private final Authority authority;
    private final Query<T> query;
    private @Nullable T answer;
    private @Nullable Refusal refusal;

    /** Of the process itself, in a lane of its own. */
    OfQuery(WorkspaceId workspace, Object lane, Query<T> query) {
      this(workspace, lane, ENGINE, Authority.EMBEDDED, query);
    }

    OfQuery(WorkspaceId workspace, Principal principal, Authority authority, Query<T> query) {
      this(workspace, principal, principal, authority, query);
    }

    private OfQuery(
        WorkspaceId workspace,
        Object lane,
        Principal principal,
        Authority authority,
        Query<T> query) {
      this.workspace = workspace;
      this.lane = lane;
      this.principal = principal;
      this.authority = authority;
      this.query = query;
    }

    /** Evaluates it; a failure is the query's own. */
    void decide(Machine machine, Now now) {
      answer = null;
      refusal = null;
      try {
        refusal = machine.check(workspace, principal, authority, query, now);
        if (refusal == null) {
          answer = machine.answer(workspace, query, now);
        }
      } catch (UnknownWorkspaceException e) {
        refusal = Refusal.notFound(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        refusal = Refusals.internal("the query " + query.getClass().getSimpleName());
        Driver.LOG.error("The query {} failed", query.getClass().getSimpleName(), e);
      }
    }

    @Override
    public WorkspaceId workspace() {
      return workspace;
    }

    @Override
    public Object lane() {
      return lane;
    }

    @Override
    public int weight() {
      return WEIGHT;
    }

    @Override
    public boolean logged() {
      return false;
    }

    @Override
    public void release() {
      if (refusal != null) {
        completeExceptionally(new RefusedException(refusal));
      } else {
        complete(answer);
      }
    }

    @Override
    public void refuse(Refusal reason) {
      completeExceptionally(new RefusedException(reason));
    }
  }
}
