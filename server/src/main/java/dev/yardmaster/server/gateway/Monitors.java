package dev.yardmaster.server.gateway;

import com.google.protobuf.Message;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.MonitoringMapping;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.v1.GetHealthRequest;
import dev.yardmaster.protocol.v1.GetMetricHistoryRequest;
import dev.yardmaster.protocol.v1.GetMetricsRequest;
import dev.yardmaster.protocol.v1.GetTopRequest;
import dev.yardmaster.protocol.v1.MaintainRequest;
import dev.yardmaster.protocol.v1.Position;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the server tells of itself; each only to who may read the workspace that the call names. */
final class Monitors {
  private static final int TOP = 10;
  private static final int MAX_TOP = 1_000;

  private Monitors() {}

  static Map<String, UnaryOperation> operations() {
    return Map.of(
        "yardmaster.v1.MonitoringService/GetMetrics",
        (request, context) -> metrics((GetMetricsRequest) request, context),
        "yardmaster.v1.MonitoringService/GetMetricHistory",
        (request, context) -> history((GetMetricHistoryRequest) request, context),
        "yardmaster.v1.MonitoringService/GetTop",
        (request, context) -> top((GetTopRequest) request, context),
        "yardmaster.v1.MonitoringService/GetHealth",
        (request, context) -> {
          GetHealthRequest asked = (GetHealthRequest) request;
          return allowed(
              Role.READER,
              asked.getWorkspace(),
              context,
              () -> monitoring(context).health().thenApply(MonitoringMapping::write));
        },
        "yardmaster.v1.MonitoringService/Maintain",
        (request, context) -> {
          MaintainRequest asked = (MaintainRequest) request;
          return allowed(
              Role.ADMIN,
              asked.getWorkspace(),
              context,
              () -> monitoring(context).maintain().thenApply(MonitoringMapping::write));
        },
        "yardmaster.v1.EventService/GetPosition",
        (request, context) -> position(context));
  }

  private static Monitoring monitoring(CallContext context) {
    return context.connection().monitoring();
  }

  private static CompletionStage<? extends Message> metrics(
      GetMetricsRequest request, CallContext context) {
    return allowed(
        Role.READER,
        request.getWorkspace(),
        context,
        () ->
            monitoring(context)
                .metrics(WorkspaceId.of(request.getWorkspace()))
                .thenApply(MonitoringMapping::write));
  }

  private static CompletionStage<? extends Message> history(
      GetMetricHistoryRequest request, CallContext context) {
    return allowed(
        Role.READER,
        request.getWorkspace(),
        context,
        () ->
            monitoring(context)
                .history(
                    WorkspaceId.of(request.getWorkspace()),
                    MonitoringMapping.metric(request.getMetric()),
                    request.getLabel(),
                    Instant.ofEpochMilli(request.getSinceMillis()))
                .thenApply(MonitoringMapping::writePoints));
  }

  private static CompletionStage<? extends Message> top(
      GetTopRequest request, CallContext context) {
    int limit = request.getLimit() == 0 ? TOP : request.getLimit();
    if (limit < 1 || limit > MAX_TOP) {
      throw new IllegalArgumentException(
          "Expected a limit of 1 to %d, got %d".formatted(MAX_TOP, limit));
    }
    return allowed(
        Role.READER,
        request.getWorkspace(),
        context,
        () ->
            monitoring(context)
                .top(
                    WorkspaceId.of(request.getWorkspace()),
                    MonitoringMapping.ranking(request.getRanking()),
                    limit)
                .thenApply(MonitoringMapping::writeTop));
  }

  /** A position alone tells nothing of any workspace. */
  private static CompletionStage<? extends Message> position(CallContext context) {
    return CompletableFuture.completedStage(
        Position.newBuilder().setPosition(context.connection().position().value()).build());
  }

  /** Once the core has said that the caller may. */
  private static CompletionStage<? extends Message> allowed(
      Role role,
      String workspace,
      CallContext context,
      Supplier<CompletionStage<? extends Message>> then) {
    return context
        .connection()
        .query(WorkspaceId.of(workspace), new Query.OfAccess(role, null))
        .thenCompose(yes -> then.get());
  }
}
