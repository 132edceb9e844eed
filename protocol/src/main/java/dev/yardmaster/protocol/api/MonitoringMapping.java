package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.log.Strict;
import dev.yardmaster.protocol.metrics.Health;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import dev.yardmaster.protocol.metrics.Timing;
import dev.yardmaster.protocol.v1.HealthStatus;
import dev.yardmaster.protocol.v1.Maintenance;
import dev.yardmaster.protocol.v1.MetricHistory;
import dev.yardmaster.protocol.v1.Metrics;
import dev.yardmaster.protocol.v1.Top;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an engine tells of itself, as messages and back. Metrics go by their full names; those that
 * only another release knows are left out. Moments are exact to the millisecond.
 */
public final class MonitoringMapping {
  private MonitoringMapping() {}

  public static Metrics write(MetricsReport from) {
    Metrics.Builder to =
        Metrics.newBuilder()
            .setWorkspace(from.workspace().value())
            .setSinceMillis(from.since().toEpochMilli())
            .setPosition(from.position().value())
            .setBehind(from.behind());
    from.numbers()
        .forEach((metric, by) ->
            by.forEach((label, value) ->
                to.addNumbersBuilder()
                    .setMetric(metric.fullName())
                    .setLabel(label)
                    .setValue(value)));
    from.timings()
        .forEach((metric, by) ->
            by.forEach((label, timing) ->
                to.addTimings(
                    timing(timing).toBuilder().setMetric(metric.fullName()).setLabel(label))));
    return to.build();
  }

  public static MetricsReport read(Metrics from) {
    Map<Metric, SortedMap<String, Long>> numbers = new EnumMap<>(Metric.class);
    for (Metrics.Number each : from.getNumbersList()) {
      Metric.find(each.getMetric())
          .ifPresent(metric -> put(numbers, metric, each.getLabel(), each.getValue()));
    }
    Map<Metric, SortedMap<String, Timing>> timings = new EnumMap<>(Metric.class);
    for (Metrics.Timing each : from.getTimingsList()) {
      Metric.find(each.getMetric())
          .ifPresent(metric -> put(timings, metric, each.getLabel(), timing(each)));
    }
    return new MetricsReport(
        WorkspaceId.of(from.getWorkspace()),
        Instant.ofEpochMilli(from.getSinceMillis()),
        new LogPosition(from.getPosition()),
        from.getBehind(),
        numbers,
        timings);
  }

  private static <T> void put(
      Map<Metric, SortedMap<String, T>> to, Metric metric, String label, T value) {
    to.computeIfAbsent(metric, added -> new TreeMap<>()).put(label, value);
  }

  private static Metrics.Timing timing(Timing from) {
    return Metrics.Timing.newBuilder()
        .setCount(from.count())
        .setMeanNanos(from.mean().toNanos())
        .setP50Nanos(from.p50().toNanos())
        .setP95Nanos(from.p95().toNanos())
        .setP99Nanos(from.p99().toNanos())
        .setMaxNanos(from.max().toNanos())
        .build();
  }

  private static Timing timing(Metrics.Timing from) {
    return new Timing(
        from.getCount(),
        Duration.ofNanos(from.getMeanNanos()),
        Duration.ofNanos(from.getP50Nanos()),
        Duration.ofNanos(from.getP95Nanos()),
        Duration.ofNanos(from.getP99Nanos()),
        Duration.ofNanos(from.getMaxNanos()));
  }

  /**
   * The metric of that name, with or without its prefix.
   *
   * @throws BadRequestException for a name that is none
   */
  public static Metric metric(String name) {
    return Metric.find(name)
        .orElseThrow(() ->
            new BadRequestException(
                "Expected a metric such as %s, got \"%s\"; docs/metrics.md lists all of them"
                    .formatted(Metric.TASKS_COMPLETED.fullName(), name)));
  }

  public static MetricHistory writePoints(List<MetricPoint> from) {
    MetricHistory.Builder to = MetricHistory.newBuilder();
    from.forEach(point ->
        to.addPointsBuilder().setAtMillis(point.at().toEpochMilli()).setValue(point.value()));
    return to.build();
  }

  public static List<MetricPoint> readPoints(MetricHistory from) {
    return from.getPointsList().stream()
        .map(point -> new MetricPoint(Instant.ofEpochMilli(point.getAtMillis()), point.getValue()))
        .toList();
  }

  public static Top writeTop(List<Ranked> from) {
    Top.Builder to = Top.newBuilder();
    from.forEach(each -> to.addRankedBuilder().setWhat(each.what()).setValue(each.value()));
    return to.build();
  }

  public static List<Ranked> readTop(Top from) {
    return from.getRankedList().stream()
        .map(each -> new Ranked(each.getWhat(), each.getValue()))
        .toList();
  }

  public static dev.yardmaster.protocol.v1.Ranking ranking(Ranking from) {
    return switch (from) {
      case BUSIEST_RESOURCES -> dev.yardmaster.protocol.v1.Ranking.RANKING_BUSIEST_RESOURCES;
      case MOST_CONTENDED_RESOURCES ->
          dev.yardmaster.protocol.v1.Ranking.RANKING_MOST_CONTENDED_RESOURCES;
      case LONGEST_RUNNING_TASKS ->
          dev.yardmaster.protocol.v1.Ranking.RANKING_LONGEST_RUNNING_TASKS;
      case SLOWEST_TYPES -> dev.yardmaster.protocol.v1.Ranking.RANKING_SLOWEST_TYPES;
      case MOST_FAILING_TYPES -> dev.yardmaster.protocol.v1.Ranking.RANKING_MOST_FAILING_TYPES;
    };
  }

  /**
   * The ranking that is asked for.
   *
   * @throws BadRequestException for none, or one this release does not know
   */
  public static Ranking ranking(dev.yardmaster.protocol.v1.Ranking from) {
    return switch (from) {
      case RANKING_BUSIEST_RESOURCES -> Ranking.BUSIEST_RESOURCES;
      case RANKING_MOST_CONTENDED_RESOURCES -> Ranking.MOST_CONTENDED_RESOURCES;
      case RANKING_LONGEST_RUNNING_TASKS -> Ranking.LONGEST_RUNNING_TASKS;
      case RANKING_SLOWEST_TYPES -> Ranking.SLOWEST_TYPES;
      case RANKING_MOST_FAILING_TYPES -> Ranking.MOST_FAILING_TYPES;
      case RANKING_UNSPECIFIED, UNRECOGNIZED ->
          throw new BadRequestException(
              "Expected a ranking of %s, got %s"
                  .formatted(
                      Arrays.toString(Ranking.values()),
                      from == dev.yardmaster.protocol.v1.Ranking.UNRECOGNIZED
                          ? "one this release does not know"
                          : "none"));
    };
  }

  public static dev.yardmaster.protocol.v1.Health write(HealthReport from) {
    dev.yardmaster.protocol.v1.Health.Builder to =
        dev.yardmaster.protocol.v1.Health.newBuilder().setStatus(write(from.status()));
    from.components()
        .forEach((name, health) ->
            to.addComponentsBuilder()
                .setName(name)
                .setStatus(write(health.status()))
                .setReason(health.reason()));
    return to.build();
  }

  /** The status of all is again that of the worst component. */
  public static HealthReport read(dev.yardmaster.protocol.v1.Health from) {
    SortedMap<String, Health> components = new TreeMap<>();
    from.getComponentsList()
        .forEach(each ->
            components.put(each.getName(), new Health(read(each.getStatus()), each.getReason())));
    return new HealthReport(components);
  }

  private static HealthStatus write(Health.Status from) {
    return switch (from) {
      case UP -> HealthStatus.HEALTH_STATUS_UP;
      case DEGRADED -> HealthStatus.HEALTH_STATUS_DEGRADED;
      case DOWN -> HealthStatus.HEALTH_STATUS_DOWN;
    };
  }

  private static Health.Status read(HealthStatus from) {
    return switch (from) {
      case HEALTH_STATUS_UP -> Health.Status.UP;
      case HEALTH_STATUS_DEGRADED -> Health.Status.DEGRADED;
      case HEALTH_STATUS_DOWN -> Health.Status.DOWN;
      case HEALTH_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("health status", from);
    };
  }

  public static Maintenance write(MaintenanceReport from) {
    Maintenance.Builder to = Maintenance.newBuilder();
    from.steps()
        .forEach(step ->
            to.addStepsBuilder().setName(step.name()).setDone(step.done()).setWhat(step.what()));
    return to.build();
  }

  public static MaintenanceReport read(Maintenance from) {
    return new MaintenanceReport(
        from.getStepsList().stream()
            .map(step -> new MaintenanceReport.Step(step.getName(), step.getDone(), step.getWhat()))
            .toList());
  }
}
