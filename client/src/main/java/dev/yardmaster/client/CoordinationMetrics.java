package dev.yardmaster.client;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import java.time.Instant;
import java.util.List;

/**
 * What is measured of a workspace (R82); every number is proved by the log or the state.
 *
 * {@snippet file="MetricsExamplesTest.java" region="metrics"}
 */
public final class CoordinationMetrics {
  /** Longest top list. */
  public static final int MAX_TOP = 1_000;

  private final WorkspaceId workspace;
  private final Connection connection;

  CoordinationMetrics(WorkspaceId workspace, Connection connection) {
    this.workspace = workspace;
    this.connection = connection;
  }

  /**
   * All metrics now. Everything whose outcome the caller knows is counted; counters and durations
   * begin at {@link MetricsReport#since()}, gauges are those of the state.
   *
   * @throws CoordinationException FAILED_PRECONDITION where metrics are switched off
   */
  public MetricsReport current() {
    return Requests.answer(connection.monitoring().metrics(workspace));
  }

  /** One metric without a label after a moment, oldest first; an hour in steps of 10 s. */
  public List<MetricPoint> history(Metric metric, Instant since) {
    return history(metric, "", since);
  }

  /** One metric for one value of its label after a moment, oldest first. */
  public List<MetricPoint> history(Metric metric, String label, Instant since) {
    if (metric.label().isEmpty() != label.isEmpty()) {
      throw new IllegalArgumentException(
          metric.label().isEmpty()
              ? "Expected no label for %s, got %s".formatted(metric.fullName(), label)
              : "Expected a value of the label %s of %s, got none"
                  .formatted(metric.label(), metric.fullName()));
    }
    return Requests.answer(connection.monitoring().history(workspace, metric, label, since));
  }

  /** The first {@code n} of a ranking, greatest first; 1 to {@value #MAX_TOP}. */
  public List<Ranked> top(Ranking ranking, int n) {
    if (n < 1 || n > MAX_TOP) {
      throw new IllegalArgumentException("Expected 1 to %d entries, got %d".formatted(MAX_TOP, n));
    }
    return Requests.answer(connection.monitoring().top(workspace, ranking, n));
  }
}
