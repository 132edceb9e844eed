package dev.yardmaster.cli.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A result for people, in 80 columns. */
final class Report {
  private static final double MICROS_PER_MILLI = 1_000.0;
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  private static final double MILLIS_PER_SECOND = 1_000.0;

  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  void show(Result result) {
    Shape shape = result.shape();
    out.printf(
        Locale.ROOT,
        "%s by %s, %,d agents joined in %.1f s%n",
        result.load().name().toLowerCase(Locale.ROOT),
        result.by().name().toLowerCase(Locale.ROOT),
        shape.agents(),
        result.joinSeconds());
    if (result.kept() == null) {
      out.printf(
          Locale.ROOT,
          "connected and idle for %,d s; %,d at the end%n",
          shape.length().toSeconds(),
          result.attached());
    } else {
      operations(result, result.kept());
    }
    out.printf(
        Locale.ROOT,
        "this client: %,.1f s of CPU%n",
        result.ownCpu().toMillis() / MILLIS_PER_SECOND);
    ServerProcess server = result.server();
    if (server != null) {
      out.printf(
          Locale.ROOT,
          "server: %,d MiB resident, %,d at most; %,.1f s of CPU%s%n",
          server.residentMebibytes(),
          server.mostMebibytes(),
          server.cpu().toMillis() / MILLIS_PER_SECOND,
          result.kept() == null
              ? ""
              : ", %,.0f us each".formatted(micros(server.cpu()) / Math.max(1, result.ended())));
    }
    if (result.failures().count() > 0) {
      out.printf(
          Locale.ROOT,
          "CALLS FAILED: %,d; the first: %s%n",
          result.failures().count(),
          result.failures().first());
    }
    result.discrepancies().forEach(each -> out.printf(Locale.ROOT, "DISCREPANCY: %s%n", each));
    if (result.discrepancies().isEmpty()) {
      out.println(
          result.kept() == null
              ? "checked: every agent kept its session"
              : String.format(
                  Locale.ROOT, "checked: each of %,d was over exactly once", result.ended()));
    }
    out.flush();
  }

  private void operations(Result result, Pace.Kept kept) {
    Shape shape = result.shape();
    out.printf(
        Locale.ROOT,
        "%s for %,d s after %,d s of warm-up, at most %,d outstanding%n",
        shape.isOpen() ? "%,.0f per second".formatted(shape.rate()) : "as many as it takes",
        shape.length().toSeconds(),
        shape.warmUp().toSeconds(),
        shape.outstanding());
    out.println();
    out.printf(
        Locale.ROOT, "%-14s %9s %9s %9s %9s %10s%n", "ms", "p50", "p99", "p99.9", "most", "count");
    result.figures().stages().forEach(this::row);
    out.println();
    out.printf(Locale.ROOT, "%,.0f per second were over%n", result.figures().perSecond());
    if (shape.isOpen() && !kept.isWhole()) {
      out.printf(
          Locale.ROOT,
          "LOAD NOT KEPT: of %,d due %,d began; %,d found %,d outstanding%n",
          kept.due(),
          kept.begun(),
          kept.held(),
          shape.outstanding());
      out.printf(
          Locale.ROOT,
          "and waited, up to %,.0f ms, which their latencies include%n",
          kept.latestNanos() / NANOS_PER_MILLI);
    } else if (shape.isOpen()) {
      out.printf(
          Locale.ROOT,
          "load kept: none of %,d waited; the latest began %,.1f ms after its time%n",
          kept.begun(),
          kept.latestNanos() / NANOS_PER_MILLI);
    }
  }

  private void row(String stage, Histogram histogram) {
    out.printf(
        Locale.ROOT,
        "%-14s %9.2f %9.2f %9.2f %9.2f %,10d%n",
        stage,
        millis(histogram, 50),
        millis(histogram, 99),
        millis(histogram, 99.9),
        histogram.getMaxValue() / MICROS_PER_MILLI,
        histogram.getTotalCount());
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / MICROS_PER_MILLI;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
