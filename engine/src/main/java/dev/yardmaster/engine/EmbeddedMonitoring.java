package dev.yardmaster.engine;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What an engine in this process tells of itself; answers wait on virtual threads. */
final class EmbeddedMonitoring implements Monitoring {
  private static final WorkspaceId ANY = WorkspaceId.of("default");
  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("yardmaster-monitoring").start(task);

  private final EmbeddedConnection connection;
  private final EmbeddedConnection.Ways ways;

  EmbeddedMonitoring(EmbeddedConnection connection, EmbeddedConnection.Ways ways) {
    this.connection = connection;
    this.ways = ways;
  }

  @Override
  public CompletionStage<MetricsReport> metrics(WorkspaceId workspace) {
    MetricsFeed counting = ways.metrics();
    if (counting == null) {
      return off();
    }
    return connection
        .query(workspace, new Query.OfCounts())
        .thenApplyAsync(
            counts -> {
              long behind = counting.catchUp();
              return counting.metrics().report(workspace, counts, behind);
            },
            THREADS);
  }

  @Override
  public CompletionStage<List<MetricPoint>> history(
      WorkspaceId workspace, Metric metric, String label, Instant since) {
    MetricsFeed counting = ways.metrics();
    return counting == null
        ? off()
        : async(
            permission(workspace),
            () -> counting.metrics().history(workspace, metric, label, since));
  }

  @Override
  public CompletionStage<List<Ranked>> top(WorkspaceId workspace, Ranking ranking, int n) {
    MetricsFeed counting = ways.metrics();
    if (counting == null) {
      return off();
    }
    return async(
        permission(workspace),
        () -> {
          counting.catchUp();
          return counting.metrics().top(workspace, ranking, n);
        });
  }

  @Override
  public CompletionStage<HealthReport> health() {
    return async(CompletableFuture.completedFuture(true), ways.health());
  }

  @Override
  public CompletionStage<MaintenanceReport> maintain() {
    return async(connection.permission(ANY, new Query.OfClusterAccess()), ways.maintenance());
  }

  private CompletionStage<Boolean> permission(WorkspaceId workspace) {
    return connection.permission(workspace, new Query.OfAccess(Role.READER, null));
  }

  private static <T> CompletionStage<T> async(
      CompletionStage<Boolean> permission, Supplier<T> answer) {
    return permission.thenApplyAsync(yes -> answer.get(), THREADS);
  }

  private static <T> CompletionStage<T> off() {
    return CompletableFuture.failedFuture(
        new RefusedException(
            Refusal.failedPrecondition(
                "Expected metrics to be counted, but they are switched off; set metrics.enabled to"
                    + " true")));
  }
}
