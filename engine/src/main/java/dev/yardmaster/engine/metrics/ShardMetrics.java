package dev.yardmaster.engine.metrics;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.core.workspace.WorkspaceCounts;
import dev.yardmaster.protocol.metrics.Metric;
import dev.yardmaster.protocol.metrics.MetricPoint;
import dev.yardmaster.protocol.metrics.MetricsReport;
import dev.yardmaster.protocol.metrics.Ranked;
import dev.yardmaster.protocol.metrics.Ranking;
import dev.yardmaster.protocol.metrics.Timing;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * All that is counted of a shard: one fold of events per workspace, and the commands of all.
 * Thread-safe; a lock is held for one record at a time.
 */
public final class ShardMetrics {
  private static final int NANOS_PER_MICRO = 1_000;
  private static final WorkspaceId NOWHERE = WorkspaceId.of("-");

  private final Instant since;
  private final int points;
  private final Map<WorkspaceId, OfWorkspace> workspaces = new HashMap<>();
  private final Object commandsLock = new Object();
  private final Meters commands = new Meters();
  private LogPosition position = new LogPosition(0);

  /** One workspace's counts, and what they were at the last point of its history. */
  private static final class OfWorkspace {
    private final EventFold fold = new EventFold();
    private final MetricHistory history;
    private final Map<Series, Long> before = new HashMap<>();
    private long nowMillis;

    OfWorkspace(int points) {
      this.history = new MetricHistory(points);
    }
  }

  /**
   * Nothing counted yet.
   *
   * @param since the start of counting
   * @param points how long a history is
   */
  public ShardMetrics(Instant since, int points) {
    this.since = since;
    this.points = points;
  }

  /** What was there before the first event that is counted, and where that is. */
  public synchronized void seed(Collection<Workspace> there, LogPosition from) {
    there.forEach(workspace -> of(workspace.id()).fold.seed(workspace));
    position = from;
  }

  /** Counts one record whose last event is at {@code end}. */
  public synchronized void count(LogRecord record, LogPosition end) {
    for (LogRecord.Entry entry : record.entries()) {
      OfWorkspace of = of(entry.workspace());
      of.nowMillis = record.now().stateMillis();
      for (Event event : entry.events()) {
        of.fold.count(event, of.nowMillis);
      }
    }
    position = end;
    notifyAll();
  }

  private OfWorkspace of(WorkspaceId id) {
    return workspaces.computeIfAbsent(id, absent -> new OfWorkspace(points));
  }

  /** Every event up to here is counted. */
  public synchronized LogPosition position() {
    return position;
  }

  /** Waits until everything up to the position is counted, or the time is over; what is missing. */
  public synchronized long await(LogPosition goal, long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    while (position.compareTo(goal) < 0) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return goal.value() - position.value();
      }
      wait(left);
    }
    return 0;
  }

  /** A command was answered after so long. */
  public void answered(Command command, long nanos, Reply reply) {
    Refusal refusal = reply.refusal();
    synchronized (commandsLock) {
      commands.record(
          Metric.COMMANDS_LATENCY, command.getClass().getSimpleName(), nanos / NANOS_PER_MICRO);
      if (refusal != null) {
        commands.add(Metric.COMMANDS_REFUSED, refusal.code().name(), 1);
      }
    }
  }

  /** Everything about a workspace; the gauges are those given. */
  public MetricsReport report(WorkspaceId workspace, WorkspaceCounts counts, long behind) {
    Map<Metric, SortedMap<String, Long>> numbers;
    Map<Metric, SortedMap<String, Timing>> timings;
    LogPosition at;
    synchronized (this) {
      Meters meters = of(workspace).fold.meters();
      numbers = meters.numbers();
      timings = meters.timings();
      at = position;
    }
    synchronized (commandsLock) {
      numbers.putAll(commands.numbers());
      timings.putAll(commands.timings());
    }
    Gauges.of(counts, numbers);
    return new MetricsReport(workspace, since, at, behind, numbers, timings);
  }

  /** Workspaces of which anything is known; what concerns the shard alone is none. */
  public synchronized Set<WorkspaceId> workspaces() {
    return workspaces.keySet().stream()
        .filter(id -> !id.equals(NOWHERE))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Adds a point to the history of a workspace. */
  public synchronized void sample(WorkspaceId workspace, WorkspaceCounts counts, Instant at) {
    OfWorkspace of = of(workspace);
    of.history.begin(at);
    Map<Metric, SortedMap<String, Long>> counted = of.fold.meters().numbers();
    counted.forEach((metric, by) ->
        by.forEach((label, value) -> {
          Series series = new Series(metric, label);
          Long before = of.before.put(series, value);
          of.history.put(series, (double) (value - (before == null ? 0 : before)));
        }));
    of.fold.meters().takeIntervals(of.history::put);
    Map<Metric, SortedMap<String, Long>> gauges = new HashMap<>();
    Gauges.of(counts, gauges);
    gauges.forEach((metric, by) ->
        by.forEach((label, value) -> of.history.put(new Series(metric, label), (double) value)));
    int slots = counts.agents().slots();
    of.history.put(
        new Series(Metric.AGENTS_UTILIZATION, ""),
        slots == 0 ? 0 : (double) counts.agents().busySlots() / slots);
  }

  /** A workspace's history of one metric and label after a moment, oldest first. */
  public synchronized List<MetricPoint> history(
      WorkspaceId workspace, Metric metric, String label, Instant after) {
    return of(workspace).history.points(new Series(metric, label), after);
  }

  /** The first {@code n} of a ranking. */
  public synchronized List<Ranked> top(WorkspaceId workspace, Ranking ranking, int n) {
    OfWorkspace of = of(workspace);
    return Rankings.of(of.fold, ranking, n, of.nowMillis);
  }
}
