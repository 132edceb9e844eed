package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a Yardmaster tells of itself (R82). Stages fail with {@link RefusedException}:
 * FAILED_PRECONDITION where metrics are switched off, UNAVAILABLE where the engine is closing.
 */
public interface Monitoring {
  /** Everything that is measured of a workspace; all that was committed before is counted. */
  CompletionStage<MetricsReport> metrics(WorkspaceId workspace);

  /** Points of one metric, for one value of its label (empty without), oldest first. */
  CompletionStage<List<MetricPoint>> history(
      WorkspaceId workspace, Metric metric, String label, Instant since);

  /** The first {@code n} of a ranking. */
  CompletionStage<List<Ranked>> top(WorkspaceId workspace, Ranking ranking, int n);

  /** How the parts of the engine are. */
  CompletionStage<HealthReport> health();

  /** Makes a snapshot, drops what is needless, verifies; tells what was really done. */
  CompletionStage<MaintenanceReport> maintain();
}
