package dev.yardmaster.core.shard;

import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Workspace;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What R72 says of breakers, checked event by event over nothing but the states the events carry:
 * nothing begins while one is open, probes keep their number, periods rise, time is kept.
 */
final class ReferenceBreakers {
  private record Known(BreakerConfig config, BreakerState state) {}

  private final Map<BreakerName, Known> known = new TreeMap<>();

  /** Epochs that were assigned while some breaker was HALF_OPEN: each must become its probe. */
  private final Map<BreakerName, Long> owed = new TreeMap<>();

  void apply(Event event, Workspace workspace, long now) {
    switch (event) {
      case BreakerEvent e -> apply(e, now);
      case TaskEvent.TaskAssigned e -> {
        Task task = workspace.tasks().find(e.task());
        if (task != null) {
          task.spec()
              .requirements()
              .breakers()
              .forEach(name -> begin(name, e.task(), e.epoch().value()));
        }
        begin(e.agent(), e.task(), e.epoch().value());
      }
      case TaskEvent.WorkStolen e -> begin(e.to(), e.task(), e.epoch().value());
      default -> {}
    }
  }

  private void begin(AgentId agent, TaskId task, long epoch) {
    begin(BreakerName.of(agent), task, epoch);
  }

  private void begin(BreakerName name, TaskId task, long epoch) {
    Known breaker = known.get(name);
    if (breaker == null) {
      return;
    }
    switch (breaker.state) {
      case BreakerState.Closed closed -> {}
      case BreakerState.Open open ->
          ReferenceTasks.expect(false, "R72: nothing begins while it is OPEN", name + " " + task);
      case BreakerState.HalfOpen half -> {
        ReferenceTasks.expect(
            half.probes().size() < breaker.config.halfOpenLimit(),
            "R72: no more probes than the limit",
            half);
        owed.put(name, epoch);
      }
      case BreakerState.Forced forced ->
          ReferenceTasks.expect(!forced.open(), "R72: nothing begins while forced open", name);
    }
  }

  private void apply(BreakerEvent event, long now) {
    Known before = known.get(event.breaker());
    switch (event) {
      case BreakerEvent.BreakerDeclared e ->
          known.put(e.breaker(), new Known(e.config(), e.state()));
      case BreakerEvent.BreakerStateChanged e -> {
        ReferenceTasks.expect(before != null, "R72: only what exists changes", e);
        if (before != null) {
          checkMove(before.state, e.to(), now);
          known.put(e.breaker(), new Known(before.config, e.to()));
        }
      }
      case BreakerEvent.BreakerCounted e -> {
        ReferenceTasks.expect(
            before != null && before.state.period() == e.state().period(),
            "R72: what is counted begins no period",
            e);
        if (before != null) {
          checkCount(e, before);
          known.put(e.breaker(), new Known(before.config, e.state()));
        }
      }
      case BreakerEvent.BreakerRemoved e -> known.remove(e.breaker());
      case BreakerEvent.BreakerRestored e -> {}
    }
  }

  private void checkCount(BreakerEvent.BreakerCounted event, Known before) {
    if (event.what() == BreakerEvent.What.PROBE_STARTED
        && event.state() instanceof BreakerState.HalfOpen half) {
      Long epoch = owed.remove(event.breaker());
      ReferenceTasks.expect(
          epoch != null && half.probes().getLast().id() == epoch,
          "R72: an attempt that begins while HALF_OPEN is a probe",
          event);
    }
    ReferenceTasks.expect(
        !(before.state instanceof BreakerState.Open)
            && !(before.state instanceof BreakerState.Forced),
        "R72: nothing counts while OPEN or forced",
        event);
  }

  private static void checkMove(BreakerState from, BreakerState to, long now) {
    boolean later = from instanceof BreakerState.Open && to instanceof BreakerState.Open;
    ReferenceTasks.expect(
        later ? from.period() == to.period() : from.period() < to.period(),
        "R72: every state begins a period of its own",
        from + " -> " + to);
    if (from instanceof BreakerState.Open open && to instanceof BreakerState.HalfOpen) {
      ReferenceTasks.expect(
          open.untilMillis() <= now, "R72: OPEN lasts its time", open + " at " + now);
    }
  }

  void check(Workspace workspace, boolean settled) {
    workspace
        .breakers()
        .all()
        .forEach(breaker -> {
          Known model = known.get(breaker.name());
          ReferenceTasks.expect(
              model != null && model.state.equals(breaker.state()), "R72: as told", breaker);
        });
    ReferenceTasks.expect(owed.isEmpty(), "R72: every probe is written down", owed);
    if (settled) {
      Set<Long> live = new HashSet<>();
      for (Task task : workspace.tasks().all()) {
        if (task.state() instanceof TaskState.Held held) {
          live.add(held.epoch().value());
        }
      }
      for (Map.Entry<BreakerName, Known> each : known.entrySet()) {
        if (each.getValue().state instanceof BreakerState.HalfOpen half) {
          half.probes()
              .forEach(probe ->
                  ReferenceTasks.expect(
                      live.contains(probe.id()),
                      "R72: a probe frees its place when it ends",
                      each));
        }
      }
    }
  }
}
