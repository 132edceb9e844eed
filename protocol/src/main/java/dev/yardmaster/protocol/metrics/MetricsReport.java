package dev.yardmaster.protocol.metrics;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All metrics of a workspace at one moment.
 *
 * @param since from when counters and durations count: the start of the engine
 * @param position every event up to here is counted, and none after it
 * @param behind events committed when asked that are not counted yet; 0 unless counting lags
 */
public record MetricsReport(
    WorkspaceId workspace,
    Instant since,
    LogPosition position,
    long behind,
    Map<Metric, SortedMap<String, Long>> numbers,
    Map<Metric, SortedMap<String, Timing>> timings) {
  public MetricsReport {
    numbers = frozen(numbers);
    timings = frozen(timings);
  }

  private static <T> Map<Metric, SortedMap<String, T>> frozen(
      Map<Metric, SortedMap<String, T>> by) {
    Map<Metric, SortedMap<String, T>> copy = new EnumMap<>(Metric.class);
    by.forEach((metric, values) ->
        copy.put(metric, Collections.unmodifiableSortedMap(new TreeMap<>(values))));
    return Collections.unmodifiableMap(copy);
  }

  /** A counter or gauge; one with a label summed over its values. */
  public long count(Metric metric) {
    checkKind(metric, metric.kind() == Metric.Kind.COUNTER || metric.kind() == Metric.Kind.GAUGE);
    long sum = 0;
    for (long value : by(metric).values()) {
      sum += value;
    }
    return sum;
  }

  /** A counter or gauge for one value of its label; 0 where nothing was counted. */
  public long count(Metric metric, String label) {
    return by(metric).getOrDefault(label, 0L);
  }

  /** A counter or gauge by the values of its label. */
  public SortedMap<String, Long> by(Metric metric) {
    return numbers.getOrDefault(metric, Collections.emptySortedMap());
  }

  /** A duration that has no label. */
  public Timing timing(Metric metric) {
    checkKind(metric, metric.kind() == Metric.Kind.TIMER && metric.label().isEmpty());
    return timing(metric, "");
  }

  /** A duration for one value of its label. */
  public Timing timing(Metric metric, String label) {
    return timingsBy(metric).getOrDefault(label, Timing.NOTHING);
  }

  /** A duration by the values of its label. */
  public SortedMap<String, Timing> timingsBy(Metric metric) {
    return timings.getOrDefault(metric, Collections.emptySortedMap());
  }

  /** Slots in use of all slots, 0 to 1; 0 without any slot. */
  public double utilization() {
    long slots = count(Metric.AGENTS_SLOTS);
    return slots == 0 ? 0 : (double) count(Metric.AGENTS_SLOTS_BUSY) / slots;
  }

  private static void checkKind(Metric metric, boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException(
          "%s is a %s%s; ask for it by another method"
              .formatted(
                  metric.fullName(),
                  metric.kind(),
                  metric.label().isEmpty() ? "" : " by " + metric.label()));
    }
  }
}
