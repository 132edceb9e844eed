package dev.yardmaster.remote;

import com.google.protobuf.Message;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.api.MonitoringMapping;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import dev.yardmaster.protocol.v1.GetHealthRequest;
import dev.yardmaster.protocol.v1.GetMetricHistoryRequest;
import dev.yardmaster.protocol.v1.GetMetricsRequest;
import dev.yardmaster.protocol.v1.GetTopRequest;
import dev.yardmaster.protocol.v1.Health;
import dev.yardmaster.protocol.v1.MaintainRequest;
import dev.yardmaster.protocol.v1.Maintenance;
import dev.yardmaster.protocol.v1.MetricHistory;
import dev.yardmaster.protocol.v1.Metrics;
import dev.yardmaster.protocol.v1.Top;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a server tells of itself, asked over the network. */
final class RemoteMonitoring implements Monitoring {
  private static final String SERVICE = "yardmaster.v1.MonitoringService/";

  /** Where a call names no workspace, the one that everybody has. */
  private static final String DEFAULT = "default";

  private final RemoteConnection connection;

  RemoteMonitoring(RemoteConnection connection) {
    this.connection = connection;
  }

  private <A extends Message, T> CompletionStage<T> ask(
      String method, Message request, Class<A> reply, Function<A, T> read) {
    return connection
        .ask(SERVICE + method, request, null)
        .handle((answer, failure) -> {
          if (failure != null) {
            throw failure instanceof RefusedException refused
                ? refused
                : new RefusedException(Calls.refusalOf(failure));
          }
          return read.apply(reply.cast(answer));
        });
  }

  @Override
  public CompletionStage<MetricsReport> metrics(WorkspaceId workspace) {
    return ask(
        "GetMetrics",
        GetMetricsRequest.newBuilder().setWorkspace(workspace.value()).build(),
        Metrics.class,
        MonitoringMapping::read);
  }

  @Override
  public CompletionStage<List<MetricPoint>> history(
      WorkspaceId workspace, Metric metric, String label, Instant since) {
    return ask(
        "GetMetricHistory",
        GetMetricHistoryRequest.newBuilder()
            .setWorkspace(workspace.value())
            .setMetric(metric.fullName())
            .setLabel(label)
            .setSinceMillis(since.toEpochMilli())
            .build(),
        MetricHistory.class,
        MonitoringMapping::readPoints);
  }

  @Override
  public CompletionStage<List<Ranked>> top(WorkspaceId workspace, Ranking ranking, int n) {
    return ask(
        "GetTop",
        GetTopRequest.newBuilder()
            .setWorkspace(workspace.value())
            .setRanking(MonitoringMapping.ranking(ranking))
            .setLimit(n)
            .build(),
        Top.class,
        MonitoringMapping::readTop);
  }

  @Override
  public CompletionStage<HealthReport> health() {
    return ask(
        "GetHealth",
        GetHealthRequest.newBuilder().setWorkspace(DEFAULT).build(),
        Health.class,
        MonitoringMapping::read);
  }

  @Override
  public CompletionStage<MaintenanceReport> maintain() {
    return ask(
        "Maintain",
        MaintainRequest.newBuilder().setWorkspace(DEFAULT).build(),
        Maintenance.class,
        MonitoringMapping::read);
  }
}
