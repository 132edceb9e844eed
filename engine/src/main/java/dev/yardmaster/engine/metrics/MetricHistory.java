package dev.yardmaster.engine.metrics;

import dev.yardmaster.protocol.metrics.MetricPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last points of every series of a workspace: a ring of fixed length, and at most {@link
 * #MAX_SERIES} series; what comes later is not remembered.
 */
final class MetricHistory {
  /** So that an hour in steps of 10 s takes 6 MB at most. */
  static final int MAX_SERIES = 2_000;

  private final long[] times;
  private final Map<Series, double[]> values = new HashMap<>();
  private int next;
  private int size;

  MetricHistory(int points) {
    this.times = new long[points];
  }

  /** Begins a new point in time, for which no series has a value yet. */
  void begin(Instant at) {
    times[next] = at.toEpochMilli();
    int here = next;
    values.values().forEach(ring -> ring[here] = Double.NaN);
    next = (next + 1) % times.length;
    size = Math.min(size + 1, times.length);
  }

  /** The value of a series at the point begun last. */
  void put(Series series, double value) {
    double[] ring = values.get(series);
    if (ring == null) {
      if (values.size() >= MAX_SERIES) {
        return;
      }
      ring = new double[times.length];
      Arrays.fill(ring, Double.NaN);
      values.put(series, ring);
    }
    ring[(next + times.length - 1) % times.length] = value;
  }

  /** Points after a moment, oldest first; those where nothing was measured are left out. */
  List<MetricPoint> points(Series series, Instant since) {
    List<MetricPoint> points = new ArrayList<>();
    double[] ring = values.get(series);
    if (ring == null) {
      return points;
    }
    for (int i = size; i > 0; i--) {
      int at = (next + times.length - i) % times.length;
      if (times[at] > since.toEpochMilli() && !Double.isNaN(ring[at])) {
        points.add(new MetricPoint(Instant.ofEpochMilli(times[at]), ring[at]));
      }
    }
    return points;
  }
}
