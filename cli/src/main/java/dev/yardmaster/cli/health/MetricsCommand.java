package dev.yardmaster.cli.health;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Timing;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code yardmaster metrics}: what is measured of a plan, as docs/metrics.md lists it. */
@Command(
    name = "metrics",
    description = "Shows what is measured: counts, gauges, durations.",
    mixinStandardHelpOptions = true)
public final class MetricsCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final double MICROS_PER_MILLI = 1_000.0;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          MetricsReport report = data.workspace(data.plan(options.plan())).metrics().current();
          PrintWriter out = spec.commandLine().getOut();
          if (json) {
            out.println(json(report));
          } else {
            show(report, out);
          }
          out.flush();
          return ExitCode.OK.code();
        });
  }

  private static void show(MetricsReport report, PrintWriter out) {
    out.printf(
        "counted since %s, up to position %d%s%n",
        report.since().truncatedTo(ChronoUnit.SECONDS),
        report.position().value(),
        report.behind() == 0 ? "" : ", " + report.behind() + " events behind");
    for (Metric metric : Metric.values()) {
      switch (metric.kind()) {
        case COUNTER, GAUGE ->
            report
                .by(metric)
                .forEach((label, value) -> {
                  if (value != 0) {
                    out.printf("%s %d%n", name(metric, label), value);
                  }
                });
        case RATIO -> out.printf(Locale.ROOT, "%s %.2f%n", name(metric, ""), report.utilization());
        case TIMER ->
            report
                .timingsBy(metric)
                .forEach((label, timing) ->
                    out.printf(
                        Locale.ROOT,
                        "%s %d%n    p50 %s, p95 %s, p99 %s, most %s%n",
                        name(metric, label),
                        timing.count(),
                        millis(timing.p50()),
                        millis(timing.p95()),
                        millis(timing.p99()),
                        millis(timing.max())));
      }
    }
  }

  private static String name(Metric metric, String label) {
    return label.isEmpty()
        ? metric.fullName()
        : "%s{%s=%s}".formatted(metric.fullName(), metric.label(), label);
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / MICROS_PER_MILLI / 1_000);
  }

  private static String json(MetricsReport report) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("since", report.since().toString())
            .put("position", report.position().value())
            .put("behind", report.behind());
    ObjectNode metrics = json.putObject("metrics");
    for (Metric metric : Metric.values()) {
      switch (metric.kind()) {
        case COUNTER, GAUGE -> {
          if (metric.label().isEmpty()) {
            metrics.put(metric.fullName(), report.count(metric));
          } else {
            ObjectNode by = metrics.putObject(metric.fullName());
            report.by(metric).forEach(by::put);
          }
        }
        case RATIO -> metrics.put(metric.fullName(), report.utilization());
        case TIMER -> {
          if (metric.label().isEmpty()) {
            put(metrics.putObject(metric.fullName()), report.timing(metric));
          } else {
            ObjectNode by = metrics.putObject(metric.fullName());
            report.timingsBy(metric).forEach((label, timing) -> put(by.putObject(label), timing));
          }
        }
      }
    }
    return JSON.writeValueAsString(json);
  }

  private static void put(ObjectNode json, Timing timing) {
    json.put("count", timing.count())
        .put("meanMicros", micros(timing.mean()))
        .put("p50Micros", micros(timing.p50()))
        .put("p95Micros", micros(timing.p95()))
        .put("p99Micros", micros(timing.p99()))
        .put("maxMicros", micros(timing.max()));
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
