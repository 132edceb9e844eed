package dev.yardmaster.engine.metrics;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Timing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the numbers in a Micrometer registry of the user's, as of the last point of the history:
 * the registry counts nothing itself, so its filters cannot make a number wrong.
 *
 * <p>Fed by one thread; read by whoever scrapes the registry.
 */
public final class MeterExport {
  /** Most workspaces that are shown. */
  public static final int MAX_WORKSPACES = 100;

  /** What follows a duration's name where its percentiles are shown. */
  public static final String QUANTILE_SUFFIX = ".quantile";

  private static final Logger LOG = LoggerFactory.getLogger(MeterExport.class);

  private final MeterRegistry registry;
  private final Map<WorkspaceId, MetricsReport> newest = new ConcurrentHashMap<>();
  private final Set<Object> known = new HashSet<>();
  private final List<Meter> registered = new ArrayList<>();
  private boolean toldOfBound;

  private record Key(Scope scope, Series series) {}

  /** What a number is of: a workspace, or the whole shard (empty). */
  private record Scope(String workspace) {}

  public MeterExport(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows a report in place of the one before; meters for new values of labels are added. */
  public void show(MetricsReport report) {
    WorkspaceId workspace = report.workspace();
    if (!newest.containsKey(workspace) && newest.size() >= MAX_WORKSPACES) {
      if (!toldOfBound) {
        toldOfBound = true;
        LOG.warn("Meters are shown of {} workspaces at most; others are left out", MAX_WORKSPACES);
      }
      return;
    }
    newest.put(workspace, report);
    for (Metric metric : Metric.values()) {
      switch (metric.kind()) {
        case COUNTER, GAUGE -> {
          if (metric.label().isEmpty()) {
            number(workspace, new Series(metric, ""));
          }
          report.by(metric).keySet().forEach(label -> number(workspace, new Series(metric, label)));
        }
        case RATIO -> ratio(workspace, metric);
        case TIMER -> {
          if (metric.label().isEmpty()) {
            timer(workspace, new Series(metric, ""));
          }
          report
              .timingsBy(metric)
              .keySet()
              .forEach(label -> timer(workspace, new Series(metric, label)));
        }
      }
    }
  }

  private boolean isNew(WorkspaceId workspace, Series series) {
    String of = series.metric().isOfShard() ? "" : workspace.value();
    return known.add(new Key(new Scope(of), series));
  }

  private Tags tags(WorkspaceId workspace, Series series) {
    Metric metric = series.metric();
    Tags tags = metric.isOfShard() ? Tags.empty() : Tags.of("workspace", workspace.value());
    return metric.label().isEmpty() ? tags : tags.and(metric.label(), series.label());
  }

  private <T> T read(WorkspaceId workspace, Function<MetricsReport, T> value, T nothing) {
    MetricsReport report = newest.get(workspace);
    return report == null ? nothing : value.apply(report);
  }

  private void number(WorkspaceId workspace, Series series) {
    if (!isNew(workspace, series)) {
      return;
    }
    Metric metric = series.metric();
    if (metric.kind() == Metric.Kind.COUNTER) {
      registered.add(
          FunctionCounter.builder(
                  metric.fullName(),
                  this,
                  self -> self.read(workspace, r -> (double) r.count(metric, series.label()), 0.0))
              .tags(tags(workspace, series))
              .description(metric.meaning())
              .register(registry));
    } else {
      registered.add(
          Gauge.builder(
                  metric.fullName(),
                  this,
                  self -> self.read(workspace, r -> (double) r.count(metric, series.label()), 0.0))
              .tags(tags(workspace, series))
              .description(metric.meaning())
              .register(registry));
    }
  }

  private void ratio(WorkspaceId workspace, Metric metric) {
    Series series = new Series(metric, "");
    if (isNew(workspace, series)) {
      registered.add(
          Gauge.builder(
                  metric.fullName(),
                  this,
                  self -> self.read(workspace, MetricsReport::utilization, 0.0))
              .tags(tags(workspace, series))
              .description(metric.meaning())
              .register(registry));
    }
  }

  private void timer(WorkspaceId workspace, Series series) {
    if (!isNew(workspace, series)) {
      return;
    }
    Metric metric = series.metric();
    Function<MetricsReport, Timing> timing = r -> r.timing(metric, series.label());
    Tags tags = tags(workspace, series);
    registered.add(
        FunctionTimer.builder(
                metric.fullName(),
                this,
                self -> self.read(workspace, timing, Timing.NOTHING).count(),
                self -> {
                  Timing all = self.read(workspace, timing, Timing.NOTHING);
                  return all.mean().toNanos() / 1_000.0 * all.count();
                },
                TimeUnit.MICROSECONDS)
            .tags(tags)
            .description(metric.meaning())
            .register(registry));
    quantile(workspace, metric, tags.and("quantile", "0.5"), timing.andThen(Timing::p50));
    quantile(workspace, metric, tags.and("quantile", "0.95"), timing.andThen(Timing::p95));
    quantile(workspace, metric, tags.and("quantile", "0.99"), timing.andThen(Timing::p99));
  }

  private void quantile(
      WorkspaceId workspace, Metric metric, Tags tags, Function<MetricsReport, Duration> value) {
    registered.add(
        TimeGauge.builder(
                metric.fullName() + QUANTILE_SUFFIX,
                this,
                TimeUnit.MICROSECONDS,
                self -> self.read(workspace, value, Duration.ZERO).toNanos() / 1_000.0)
            .tags(tags)
            .description(metric.meaning())
            .register(registry));
  }

  /** Takes every meter back out of the registry, which stays the user's. */
  public void close() {
    registered.forEach(registry::remove);
    registered.clear();
  }
}
