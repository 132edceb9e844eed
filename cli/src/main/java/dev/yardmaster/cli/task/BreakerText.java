package dev.yardmaster.cli.task;

import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.breaker.ResultWindow;
import dev.yardmaster.core.breaker.Tally;
import dev.yardmaster.core.breaker.Trip;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.workspace.BreakerView;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Circuit breakers as lines of at most 80 columns, and as JSON. */
final class BreakerText {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int COLUMNS = 80;
  private static final int MAX_CULPRITS = 3;

  private BreakerText() {}

  static void print(BreakerView breaker, int stopped, PrintWriter out) {
    List<String> parts = new ArrayList<>();
    parts.add(breaker.name() + ": " + breaker.state().name());
    switch (breaker.state()) {
      case BreakerState.Closed s -> parts.add(counted(s.tally(), breaker.config().trip()));
      case BreakerState.Open s -> {
        breaker
            .triesAgainMillis()
            .ifPresent(millis -> parts.add("tries again in " + duration(millis)));
        parts.add(s.why());
      }
      case BreakerState.HalfOpen s -> {
        parts.add(
            "%d of %d successes".formatted(s.successes(), breaker.config().successThreshold()));
        parts.add(
            "%d of %d probes running"
                .formatted(s.probes().size(), breaker.config().halfOpenLimit()));
      }
      case BreakerState.Forced s -> parts.add("by %s until it is reset".formatted(s.by()));
    }
    if (!breaker.culprits().isEmpty()) {
      parts.add(culprits(breaker));
    }
    if (stopped > 0) {
      parts.add(tasks(stopped) + " parked");
    }
    lines(parts, out);
  }

  private static String counted(Tally tally, Trip trip) {
    String opens =
        switch (trip) {
          case Trip.InARow row -> "%d in a row open it".formatted(row.failures());
          case Trip.Rate rate ->
              "%d %% of at least %d open it".formatted(rate.percent(), rate.minimum());
        };
    return switch (tally) {
      case Tally.Row row -> "%d failures counted, %s".formatted(row.failures(), opens);
      case ResultWindow window -> "%s, %s".formatted(window, opens);
    };
  }

  private static String culprits(BreakerView breaker) {
    List<?> all = breaker.culprits();
    String some =
        String.join(", ", all.stream().limit(MAX_CULPRITS).map(Object::toString).toList());
    return all.size() > MAX_CULPRITS
        ? "lost or late: %s and %d more".formatted(some, all.size() - MAX_CULPRITS)
        : "lost or late: " + some;
  }

  private static String tasks(int count) {
    return count == 1 ? "1 task" : count + " tasks";
  }

  /** Rounded up, so that it does not try before. */
  private static String duration(long millis) {
    Duration seconds = Duration.ofSeconds((millis + 999) / 1_000);
    return millis < 1_000
        ? millis + " ms"
        : seconds.toMinutes() == 0
            ? seconds.toSeconds() + " s"
            : "%d min %d s".formatted(seconds.toMinutes(), seconds.toSecondsPart());
  }

  /** Joins the parts, on as many lines as they need; of a part too long for one, its begin. */
  private static void lines(List<String> parts, PrintWriter out) {
    StringBuilder line = new StringBuilder(parts.getFirst());
    for (String part : parts.subList(1, parts.size())) {
      if (line.length() + 2 + part.length() > COLUMNS) {
        out.println(line);
        line.setLength(0);
        line.append("  ").append(cut(part));
      } else {
        line.append(line.isEmpty() ? "  " : ", ").append(part);
      }
    }
    out.println(line);
  }

  private static String cut(String part) {
    int most = COLUMNS - 2;
    return part.length() <= most ? part : part.substring(0, most - 3) + "...";
  }

  static void summary(
      List<BreakerView> breakers, Map<BreakerName, Integer> stopped, PrintWriter out) {
    long shut = breakers.stream().filter(BreakerText::isShut).count();
    int parked = stopped.values().stream().mapToInt(Integer::intValue).sum();
    out.printf(
        "%d breakers, %d open or half-open, %s parked%n", breakers.size(), shut, tasks(parked));
  }

  private static boolean isShut(BreakerView breaker) {
    return switch (breaker.state().name()) {
      case OPEN, HALF_OPEN, FORCED_OPEN -> true;
      case CLOSED, FORCED_CLOSED -> false;
    };
  }

  static String json(BreakerView breaker, int stopped) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("breaker", breaker.name().value())
            .put("state", breaker.state().name().name())
            .put("parked", stopped);
    AgentId agent = breaker.name().agent();
    if (agent != null) {
      json.put("agent", agent.value());
    }
    switch (breaker.state()) {
      case BreakerState.Closed s -> {
        json.put("failures", s.tally().failures());
        if (s.tally() instanceof ResultWindow window) {
          json.put("results", window.results());
        }
      }
      case BreakerState.Open s -> {
        json.put("why", s.why());
        breaker.triesAgainMillis().ifPresent(millis -> json.put("triesAgainMillis", millis));
      }
      case BreakerState.HalfOpen s ->
          json.put("successes", s.successes()).put("probes", s.probes().size());
      case BreakerState.Forced s -> json.put("by", s.by());
    }
    var culprits = json.putArray("culprits");
    breaker.culprits().forEach(task -> culprits.add(task.value()));
    config(breaker, json.putObject("config"));
    return JSON.writeValueAsString(json);
  }

  private static void config(BreakerView breaker, ObjectNode json) {
    switch (breaker.config().trip()) {
      case Trip.InARow row -> json.put("failureThreshold", row.failures());
      case Trip.Rate rate ->
          json.put("failurePercent", rate.percent())
              .put("window", rate.window())
              .put("minimum", rate.minimum());
    }
    json.put("timeoutMillis", breaker.config().timeoutMillis())
        .put("successThreshold", breaker.config().successThreshold())
        .put("halfOpenLimit", breaker.config().halfOpenLimit())
        .put("probeTimeoutMillis", breaker.config().probeTimeoutMillis());
  }
}
