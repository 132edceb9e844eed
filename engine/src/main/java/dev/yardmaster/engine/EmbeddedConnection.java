package dev.yardmaster.engine;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentCommand.Heartbeat;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.EngagedView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand.CreateWorkspace;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an engine in the same process. With the authority of the process it may do
 * everything in all workspaces and creates them on first use (R6); with another it creates nothing,
 * and whatever goes through it is asked for by its principal under that authority.
 */
final class EmbeddedConnection implements Connection {
  private final Principal principal;
  private final Authority authority;
  private final Driver driver;
  private final EventStream stream;
  private final AgentStreams agents;
  private final Ways ways;
  private final Answered answered;
  private final Runnable onClose;
  private final Map<WorkspaceId, CompletableFuture<Reply>> created = new ConcurrentHashMap<>();

  /**
   * How it asks the engine of itself.
   *
   * @param metrics null where nothing is measured
   */
  record Ways(
      @Nullable MetricsFeed metrics,
      Supplier<HealthReport> health,
      Supplier<MaintenanceReport> maintenance,
      AccessWatch access) {}

  EmbeddedConnection(
      Principal principal,
      Authority authority,
      Driver driver,
      EventStream stream,
      AgentStreams agents,
      Ways ways,
      Runnable onClose) {
    this.principal = principal;
    this.authority = authority;
    this.driver = driver;
    this.stream = stream;
    this.agents = agents;
    this.ways = ways;
    MetricsFeed metrics = ways.metrics();
    this.answered = metrics == null ? Answered.NOBODY : metrics.metrics()::answered;
    this.onClose = onClose;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  @Override
  public CompletionStage<Reply> send(Request request) {
    if (!isOfProcess()) {
      return submit(
          new Request(request.workspace(), principal, authority, request.key(), request.command()));
    }
    if (!(request.authority() instanceof Authority.Embedded)) {
      return submit(request);
    }
    CompletableFuture<Reply> creation = create(request.workspace());
    if (creation.isDone()) {
      return submit(request);
    }
    return creation.thenCompose(reply -> submit(request));
  }

  private boolean isOfProcess() {
    return authority instanceof Authority.Embedded;
  }

  private CompletableFuture<Reply> submit(Request request) {
    Pending.OfCommand pending = new Pending.OfCommand(request, answered);
    driver.submit(pending);
    return pending;
  }

  /** In the name of the process, for what was allowed while its credential was in force. */
  CompletionStage<Reply> tidy(WorkspaceId workspace, Command command) {
    return submit(new Request(workspace, principal, null, command));
  }

  @Override
  public <T> CompletionStage<T> query(WorkspaceId workspace, Query<T> query) {
    if (!isOfProcess() || query instanceof Query.OfShard<T>) {
      return ask(workspace, query);
    }
    CompletableFuture<Reply> creation = create(workspace);
    return creation.isDone()
        ? ask(workspace, query)
        : creation.thenCompose(reply -> ask(workspace, query));
  }

  private <T> CompletableFuture<T> ask(WorkspaceId workspace, Query<T> query) {
    Pending.OfQuery<T> pending = new Pending.OfQuery<>(workspace, principal, authority, query);
    driver.submit(pending);
    return pending;
  }

  /** The answer to a question for permission, which the process itself need not ask. */
  CompletionStage<Boolean> permission(WorkspaceId workspace, Query<Boolean> query) {
    return isOfProcess() ? CompletableFuture.completedFuture(true) : ask(workspace, query);
  }

  /** Creating again changes nothing; a refusal is tried again at the next use. */
  private CompletableFuture<Reply> create(WorkspaceId workspace) {
    CompletableFuture<Reply> known = created.get(workspace);
    if (known != null) {
      return known;
    }
    return created.computeIfAbsent(
        workspace,
        absent -> {
          CompletableFuture<Reply> creation =
              submit(new Request(absent, principal, null, new CreateWorkspace()));
          var unused =
              creation.thenAcceptAsync(reply -> {
                if (reply instanceof Reply.Refused) {
                  created.remove(absent, creation);
                }
              });
          return creation;
        });
  }

  @Override
  public LogPosition position() {
    return stream.position();
  }

  @Override
  public AgentStream attach(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    if (isOfProcess()) {
      return agents.attach(workspace, principal, agent, session, listener);
    }
    Request signOfLife =
        new Request(workspace, principal, authority, null, new Heartbeat(agent, session));
    CompletableFuture<AgentStreams.Stream> opened = new CompletableFuture<>();
    AccessWatch.Asked asked = asked(workspace, Role.AGENT, agent);
    try {
      Runnable leave =
          ways.access()
              .enter(
                  asked,
                  why -> {
                    var unused = opened.thenAccept(open -> open.end(why));
                  });
      AgentStreams.Stream attached = agents.attach(signOfLife, agent, session, listener);
      opened.complete(attached);
      agents.adopt(attached, engaged(workspace, agent, session));
      var unused = attached.ended().whenComplete((nothing, failure) -> leave.run());
      return attached;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(Refusals.unavailable("the caller was interrupted"));
    }
  }

  /** Asked in the name of the process, once the caller's own right to attach is known. */
  private EngagedView engaged(WorkspaceId workspace, AgentId agent, FencingToken session)
      throws InterruptedException {
    Pending.OfQuery<EngagedView> pending =
        new Pending.OfQuery<>(
            workspace, principal, Authority.EMBEDDED, new Query.OfEngaged(agent, session));
    driver.submit(pending);
    try {
      return pending.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RefusedException refused
          ? refused
          : new IllegalStateException(e.getCause());
    }
  }

  private AccessWatch.Asked asked(WorkspaceId workspace, Role role, @Nullable AgentId agent) {
    return new AccessWatch.Asked(workspace, principal, authority, new Query.OfAccess(role, agent));
  }

  private EventStream.Admission admission(WorkspaceId workspace, Role role) {
    return isOfProcess()
        ? EventStream.Admission.OPEN
        : end -> ways.access().enter(asked(workspace, role, null), end);
  }

  @Override
  public EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    return isOfProcess()
        ? stream.watch(workspace, after, listener)
        : stream.watchFromOutside(workspace, after, listener, admission(workspace, Role.READER));
  }

  @Override
  public StrategyRegistration registerStrategy(
      WorkspaceId workspace, String name, PlacementHandler handler) {
    return new EmbeddedStrategy(
        this,
        stream,
        workspace,
        EmbeddedStrategy.Kind.ofPlacement(name, handler),
        admission(workspace, Role.OPERATOR));
  }

  @Override
  public StrategyRegistration registerConflictStrategy(
      WorkspaceId workspace, String name, ConflictHandler handler) {
    return new EmbeddedStrategy(
        this,
        stream,
        workspace,
        EmbeddedStrategy.Kind.ofConflict(name, handler),
        admission(workspace, Role.OPERATOR));
  }

  @Override
  public Monitoring monitoring() {
    return new EmbeddedMonitoring(this, ways);
  }

  @Override
  public void close() {
    onClose.run();
  }
}
