package dev.yardmaster.engine;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is measured (R82).
 *
 * @param enabled whether events and commands are counted at all
 * @param interval between two points of the history
 * @param points how many points are kept; with the default interval an hour of them
 * @param registry where meters are shown too, or null; it stays the caller's
 */
public record MetricsOptions(
    boolean enabled, Duration interval, int points, @Nullable MeterRegistry registry) {
  public static final MetricsOptions DEFAULTS =
      new MetricsOptions(true, Duration.ofSeconds(10), 360, null);
  public static final MetricsOptions OFF =
      new MetricsOptions(false, Duration.ofSeconds(10), 360, null);

  public MetricsOptions {
    if (interval.compareTo(Duration.ofMillis(100)) < 0 || points < 1 || points > 10_000) {
      throw new IllegalArgumentException(
          "Expected an interval of at least 100 ms and 1 to 10,000 points, got %s and %d"
              .formatted(interval, points));
    }
  }

  public MetricsOptions registry(MeterRegistry value) {
    return new MetricsOptions(enabled, interval, points, value);
  }
}
