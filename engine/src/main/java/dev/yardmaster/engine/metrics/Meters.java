package dev.yardmaster.engine.metrics;

import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.Timing;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Counters and durations by metric and label; at most {@link Metric#MAX_LABELS} values of a label
 * are told apart, the rest is {@link Metric#OTHER}. Owned by whoever holds its fold's lock.
 */
final class Meters {
  private final Map<Metric, Map<String, Count>> counts = new EnumMap<>(Metric.class);
  private final Map<Metric, Map<String, Recorder>> recorders = new EnumMap<>(Metric.class);

  /** Counted in place, without a boxed number per event. */
  private static final class Count {
    private long value;
  }

  void add(Metric metric, long more) {
    add(metric, "", more);
  }

  void add(Metric metric, String label, long more) {
    Map<String, Count> by = counts.computeIfAbsent(metric, absent -> new HashMap<>());
    by.computeIfAbsent(bounded(metric, label, by), absent -> new Count()).value += more;
  }

  void record(Metric metric, long micros) {
    record(metric, "", micros);
  }

  void record(Metric metric, String label, long micros) {
    Map<String, Recorder> by = recorders.computeIfAbsent(metric, absent -> new HashMap<>());
    by.computeIfAbsent(bounded(metric, label, by), absent -> new Recorder()).record(micros);
  }

  /** The label itself while there is room for it. */
  private static String bounded(Metric metric, String label, Map<String, ?> known) {
    if (metric.label().isEmpty()) {
      return "";
    }
    String named = label.isEmpty() ? Metric.NONE : label;
    return known.size() < Metric.MAX_LABELS || known.containsKey(named) ? named : Metric.OTHER;
  }

  Map<Metric, SortedMap<String, Long>> numbers() {
    Map<Metric, SortedMap<String, Long>> all = new EnumMap<>(Metric.class);
    counts.forEach((metric, by) -> {
      SortedMap<String, Long> values = new TreeMap<>();
      by.forEach((label, count) -> values.put(label, count.value));
      all.put(metric, values);
    });
    return all;
  }

  Map<Metric, SortedMap<String, Timing>> timings() {
    Map<Metric, SortedMap<String, Timing>> all = new EnumMap<>(Metric.class);
    recorders.forEach((metric, by) -> {
      SortedMap<String, Timing> values = new TreeMap<>();
      by.forEach((label, recorder) -> values.put(label, recorder.timing()));
      all.put(metric, values);
    });
    return all;
  }

  long count(Metric metric, String label) {
    Map<String, Count> by = counts.get(metric);
    Count count = by == null ? null : by.get(label);
    return count == null ? 0 : count.value;
  }

  /** Tells each duration's 95th percentile since the last time, in milliseconds; those measured. */
  void takeIntervals(BiConsumer<Series, Double> receiver) {
    recorders.forEach((metric, by) ->
        by.forEach((label, recorder) -> {
          if (recorder.measuredInInterval()) {
            receiver.accept(new Series(metric, label), recorder.takeInterval());
          }
        }));
  }
}
