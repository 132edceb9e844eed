package dev.yardmaster.engine;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand.CreateWorkspace;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an engine in the same process, which is admin of all workspaces and creates them
 * on first use (R6).
 */
final class EmbeddedConnection implements Connection {
  private final Principal principal;
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
      Supplier<MaintenanceReport> maintenance) {}

  EmbeddedConnection(
      Principal principal,
      Driver driver,
      EventStream stream,
      AgentStreams agents,
      Ways ways,
      Runnable onClose) {
    this.principal = principal;
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
    CompletableFuture<Reply> creation = create(request.workspace());
    if (creation.isDone()) {
      return submit(request);
    }
    return creation.thenCompose(reply -> submit(request));
  }

  private CompletableFuture<Reply> submit(Request request) {
    Pending.OfCommand pending = new Pending.OfCommand(request, answered);
    driver.submit(pending);
    return pending;
  }

  @Override
  public <T> CompletionStage<T> query(WorkspaceId workspace, Query<T> query) {
    CompletableFuture<Reply> creation = create(workspace);
    return creation.isDone()
        ? ask(workspace, query)
        : creation.thenCompose(reply -> ask(workspace, query));
  }

  private <T> CompletableFuture<T> ask(WorkspaceId workspace, Query<T> query) {
    Pending.OfQuery<T> pending = new Pending.OfQuery<>(workspace, principal, query);
    driver.submit(pending);
    return pending;
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
    return agents.attach(workspace, principal, agent, session, listener);
  }

  @Override
  public EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    return stream.watch(workspace, after, listener);
  }

  @Override
  public StrategyRegistration registerStrategy(
      WorkspaceId workspace, String name, PlacementHandler handler) {
    return new EmbeddedStrategy(
        this, stream, workspace, EmbeddedStrategy.Kind.ofPlacement(name, handler));
  }

  @Override
  public StrategyRegistration registerConflictStrategy(
      WorkspaceId workspace, String name, ConflictHandler handler) {
    return new EmbeddedStrategy(
        this, stream, workspace, EmbeddedStrategy.Kind.ofConflict(name, handler));
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
