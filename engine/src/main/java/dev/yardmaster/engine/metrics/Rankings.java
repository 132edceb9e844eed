package dev.yardmaster.engine.metrics;

import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Top lists, greatest first, equals by name; what has nothing to show is left out. */
final class Rankings {
  private static final double MILLIS_PER_SECOND = 1_000.0;
  private static final Comparator<Ranked> GREATEST_FIRST =
      Comparator.comparingDouble((Ranked r) -> -r.value()).thenComparing(Ranked::what);

  private Rankings() {}

  static List<Ranked> of(EventFold fold, Ranking ranking, int n, long nowMillis) {
    Stream<Ranked> all =
        switch (ranking) {
          case BUSIEST_RESOURCES ->
              fold.locks().uses().entrySet().stream()
                  .map(e -> new Ranked(e.getKey(), e.getValue().heldMillis() / MILLIS_PER_SECOND));
          case MOST_CONTENDED_RESOURCES ->
              fold.locks().uses().entrySet().stream()
                  .map(e -> new Ranked(e.getKey(), (double) e.getValue().waits()));
          case LONGEST_RUNNING_TASKS ->
              fold.tasks().running().entrySet().stream()
                  .limit(n)
                  .map(e ->
                      new Ranked(
                          e.getKey().value(),
                          (nowMillis - e.getValue().startedSince()) / MILLIS_PER_SECOND));
          case SLOWEST_TYPES ->
              fold
                  .meters()
                  .timings()
                  .getOrDefault(Metric.TASKS_RUN_TIME_BY_TYPE, new TreeMap<>())
                  .entrySet()
                  .stream()
                  .map(e ->
                      new Ranked(e.getKey(), e.getValue().mean().toMillis() / MILLIS_PER_SECOND));
          case MOST_FAILING_TYPES ->
              failures(fold.meters()).entrySet().stream()
                  .map(e -> new Ranked(e.getKey(), (double) e.getValue()));
        };
    return all.filter(ranked -> ranking == Ranking.LONGEST_RUNNING_TASKS || ranked.value() > 0)
        .sorted(GREATEST_FIRST)
        .limit(n)
        .toList();
  }

  private static Map<String, Long> failures(Meters meters) {
    Map<String, Long> sum = new TreeMap<>();
    var numbers = meters.numbers();
    for (Metric metric : List.of(Metric.TASKS_FAILED_BY_TYPE, Metric.TASKS_RETRIES_BY_TYPE)) {
      numbers
          .getOrDefault(metric, new TreeMap<>())
          .forEach((type, n) -> sum.merge(type, n, Long::sum));
    }
    return sum;
  }
}
