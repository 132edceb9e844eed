package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.log.RandomRecords;
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
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an engine tells of itself arrives as it was told. */
final class MonitoringMappingTest {
  private static final int SAMPLES = 200;

  private static <T> List<T> samples(Class<T> type) {
    return IntStream.range(0, SAMPLES)
        .mapToObj(seed -> type.cast(new RandomRecords(seed).value(type)))
        .toList();
  }

  /** Every metric, with one value or two of its label. */
  private static MetricsReport report(int seed) {
    RandomRecords random = new RandomRecords(seed);
    Map<Metric, SortedMap<String, Long>> numbers = new EnumMap<>(Metric.class);
    Map<Metric, SortedMap<String, Timing>> timings = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      SortedMap<String, Long> by = new TreeMap<>();
      SortedMap<String, Timing> timed = new TreeMap<>();
      for (String label : metric.label().isEmpty() ? List.of("") : List.of("", "a/ü")) {
        by.put(label, (Long) random.value(long.class));
        timed.put(label, (Timing) random.value(Timing.class));
      }
      if (metric.kind() == Metric.Kind.TIMER) {
        timings.put(metric, timed);
      } else {
        numbers.put(metric, by);
      }
    }
    return new MetricsReport(
        (WorkspaceId) random.value(WorkspaceId.class),
        (Instant) random.value(Instant.class),
        (LogPosition) random.value(LogPosition.class),
        (Long) random.value(long.class),
        numbers,
        timings);
  }

  @Test
  void aReportOfEveryMetricComesBack() throws InvalidProtocolBufferException {
    for (int seed = 0; seed < SAMPLES; seed++) {
      MetricsReport report = report(seed);
      Metrics sent = Metrics.parseFrom(MonitoringMapping.write(report).toByteArray());
      assertThat(MonitoringMapping.read(sent)).isEqualTo(report);
    }
  }

  @Test
  void aMetricGoesByItsFullName() {
    Metrics written = MonitoringMapping.write(report(1));
    assertThat(written.getNumbersList())
        .extracting(Metrics.Number::getMetric)
        .contains("yardmaster.tasks.in.state", "yardmaster.locks.held")
        .allSatisfy(name -> assertThat(Metric.find(name)).isPresent());
    assertThat(written.getTimingsList())
        .extracting(Metrics.Timing::getMetric)
        .contains("yardmaster.tasks.run.time.by.type");
  }

  @Test
  void aMetricThatOnlyAnotherReleaseKnowsIsLeftOut() {
    MetricsReport report = report(1);
    Metrics.Builder more = MonitoringMapping.write(report).toBuilder();
    more.addNumbersBuilder().setMetric("yardmaster.of.tomorrow").setValue(1);
    more.addTimingsBuilder().setMetric("yardmaster.time.of.tomorrow").setCount(1);
    assertThat(MonitoringMapping.read(more.build())).isEqualTo(report);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aMetricIsFoundByItsNameWithOrWithoutThePrefix(Metric metric) {
    assertThat(MonitoringMapping.metric(metric.fullName())).isEqualTo(metric);
    assertThat(MonitoringMapping.metric(metric.fullName().substring("yardmaster.".length())))
        .isEqualTo(metric);
  }

  @Test
  void anUnknownMetricIsRefused() {
    assertThatThrownBy(() -> MonitoringMapping.metric("tasks.dreamt"))
        .isInstanceOf(BadRequestException.class)
        .hasMessage(
            "Expected a metric such as yardmaster.tasks.completed, got \"tasks.dreamt\"; docs/metrics.md lists all of them");
  }

  @Test
  void pointsComeBackInTheirOrder() throws InvalidProtocolBufferException {
    List<MetricPoint> points = samples(MetricPoint.class);
    MetricHistory sent =
        MetricHistory.parseFrom(MonitoringMapping.writePoints(points).toByteArray());
    assertThat(MonitoringMapping.readPoints(sent)).isEqualTo(points);
  }

  @Test
  void aTopListComesBackInItsOrder() throws InvalidProtocolBufferException {
    List<Ranked> ranked = samples(Ranked.class);
    Top sent = Top.parseFrom(MonitoringMapping.writeTop(ranked).toByteArray());
    assertThat(MonitoringMapping.readTop(sent)).isEqualTo(ranked);
  }

  @ParameterizedTest
  @EnumSource(Ranking.class)
  void aRankingComesBackUnderItsOwnName(Ranking ranking) {
    assertThat(MonitoringMapping.ranking(ranking).name()).isEqualTo("RANKING_" + ranking);
    assertThat(MonitoringMapping.ranking(MonitoringMapping.ranking(ranking))).isEqualTo(ranking);
  }

  @ParameterizedTest
  @EnumSource(names = {"RANKING_UNSPECIFIED", "UNRECOGNIZED"})
  void noRankingIsRefused(dev.yardmaster.protocol.v1.Ranking none) {
    assertThatThrownBy(() -> MonitoringMapping.ranking(none))
        .isInstanceOf(BadRequestException.class)
        .hasMessageStartingWith("Expected a ranking of [BUSIEST_RESOURCES, ")
        .hasMessageContaining("SLOWEST_TYPES");
  }

  @Test
  void healthComesBackComponentByComponent() throws InvalidProtocolBufferException {
    List<HealthReport> reports = samples(HealthReport.class);
    for (HealthReport report : reports) {
      dev.yardmaster.protocol.v1.Health sent =
          dev.yardmaster.protocol.v1.Health.parseFrom(
              MonitoringMapping.write(report).toByteArray());
      assertThat(MonitoringMapping.read(sent)).isEqualTo(report);
      assertThat(sent.getStatus().name()).isEqualTo("HEALTH_STATUS_" + report.status());
    }
    assertThat(Shapes.shownBy(reports)).isEqualTo(Shapes.allowedBy(HealthReport.class));
    assertThat(reports).extracting(HealthReport::status).contains(Health.Status.values());
  }

  @Test
  void aReportWithoutComponentsIsUp() {
    assertThat(MonitoringMapping.write(new HealthReport(new TreeMap<>())).getStatus())
        .isEqualTo(HealthStatus.HEALTH_STATUS_UP);
  }

  @Test
  void maintenanceComesBackStepByStep() throws InvalidProtocolBufferException {
    for (MaintenanceReport report : samples(MaintenanceReport.class)) {
      Maintenance sent = Maintenance.parseFrom(MonitoringMapping.write(report).toByteArray());
      assertThat(MonitoringMapping.read(sent)).isEqualTo(report);
    }
  }
}
