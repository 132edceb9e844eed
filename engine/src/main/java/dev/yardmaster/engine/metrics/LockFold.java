package dev.yardmaster.engine.metrics;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.wait.Wait;
import dev.yardmaster.core.wait.WaitEvent;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.protocol.metrics.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what happened to locks and waits, and how long each was held or waited for. */
final class LockFold {
  /** Most resources whose use is told apart; what comes later is counted together. */
  static final int MAX_RESOURCES = 10_000;

  private static final String HOLDER_ENDED = "HOLDER_ENDED";
  private static final int MICROS_PER_MILLI = 1_000;

  private final Meters meters;
  private final Map<FencingToken, Held> grants = new HashMap<>();
  private final Map<Holder, List<FencingToken>> byHolder = new HashMap<>();
  private final Map<FencingToken, Wait> waits = new HashMap<>();
  private final Map<Holder, List<FencingToken>> waitsOf = new HashMap<>();
  private final Map<String, Use> uses = new HashMap<>();

  private record Held(Holder holder, List<LockRequest> locks, long since) {}

  /** How much a resource was used. */
  static final class Use {
    private long heldMillis;
    private long waits;

    long heldMillis() {
      return heldMillis;
    }

    long waits() {
      return waits;
    }
  }

  LockFold(Meters meters) {
    this.meters = meters;
  }

  void seed(Workspace workspace) {
    for (Grant grant : workspace.resources().grants()) {
      held(grant.token(), new Held(grant.holder(), grant.locks(), grant.sinceMillis()));
    }
    workspace.waits().all().forEach(this::waits);
  }

  /** Resources and how much each was used; the name {@link Metric#OTHER} stands for the rest. */
  Map<String, Use> uses() {
    return uses;
  }

  void count(ResourceEvent event, long now) {
    switch (event) {
      case ResourceEvent.LocksAcquired e -> {
        held(e.token(), new Held(e.holder(), e.locks(), now));
        meters.add(Metric.LOCKS_ACQUIRED, 1);
        if (e.waitId() != null) {
          meters.add(Metric.LOCKS_CONTENDED, 1);
          ended(e.waitId(), "GRANTED", now);
        }
      }
      case ResourceEvent.LockReleased e -> {
        Held held = grants.get(e.token());
        forget(byHolder, held == null ? null : held.holder(), e.token());
        released(e.token(), e.cause().name(), now);
      }
      case ResourceEvent.LocksReleased e -> {
        for (FencingToken token : taken(byHolder, e.holder())) {
          released(token, HOLDER_ENDED, now);
        }
        for (FencingToken wait : taken(waitsOf, e.holder())) {
          waits.remove(wait);
          meters.add(Metric.WAITS_ENDED, HOLDER_ENDED, 1);
        }
      }
      case ResourceEvent.ResourceDeclared e -> {}
      case ResourceEvent.LocksExtended e -> {}
      case ResourceEvent.ResourceCharged e -> {}
      case ResourceEvent.GrantRestored e -> {}
      case ResourceEvent.LevelRestored e -> {}
    }
  }

  void count(WaitEvent event, long now) {
    switch (event) {
      case WaitEvent.WaitBegan e -> {
        waits(e.begun());
        if (e.begun().what() instanceof Wait.Locks locks) {
          locks.locks().forEach(lock -> use(lock).waits++);
        }
      }
      case WaitEvent.WaitEnded e -> ended(e.waitId(), name(e.outcome()), now);
      case WaitEvent.DeadlockDetected e -> meters.add(Metric.DEADLOCKS, 1);
      case WaitEvent.DeadlockPolicyChanged e -> {}
      case WaitEvent.WaitAdvanced e -> {}
      case WaitEvent.AwaitedRestored e -> {}
      case WaitEvent.EndedWaitRestored e -> {}
    }
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Granted o -> "GRANTED";
      case Outcome.TaskEnded o -> "TASK_ENDED";
      case Outcome.Replied o -> "REPLIED";
      case Outcome.TimedOut o -> "TIMED_OUT";
      case Outcome.Withdrawn o -> "WITHDRAWN";
      case Outcome.Deadlock o -> "DEADLOCK";
      case Outcome.Hopeless o -> "HOPELESS";
    };
  }

  private void held(FencingToken token, Held held) {
    grants.put(token, held);
    byHolder.computeIfAbsent(held.holder(), absent -> new ArrayList<>(1)).add(token);
  }

  private void released(FencingToken token, String cause, long now) {
    Held held = grants.remove(token);
    meters.add(Metric.LOCKS_RELEASED, cause, 1);
    if (held != null) {
      long millis = now - held.since();
      meters.record(Metric.LOCKS_HOLD_TIME, millis * MICROS_PER_MILLI);
      held.locks().forEach(lock -> use(lock).heldMillis += millis);
    }
  }

  private void waits(Wait wait) {
    waits.put(wait.id(), wait);
    waitsOf.computeIfAbsent(wait.holder(), absent -> new ArrayList<>(1)).add(wait.id());
  }

  /** Once for each wait: a grant ends it before, or without, an event of its own. */
  private void ended(FencingToken id, String outcome, long now) {
    Wait wait = waits.remove(id);
    if (wait == null) {
      return;
    }
    forget(waitsOf, wait.holder(), id);
    meters.add(Metric.WAITS_ENDED, outcome, 1);
    if (wait.what() instanceof Wait.Locks && outcome.equals("GRANTED")) {
      meters.record(Metric.LOCKS_WAIT_TIME, (now - wait.sinceMillis()) * MICROS_PER_MILLI);
    }
  }

  private Use use(LockRequest lock) {
    String name = lock.resource().value();
    boolean room = uses.size() < MAX_RESOURCES || uses.containsKey(name);
    return uses.computeIfAbsent(room ? name : Metric.OTHER, absent -> new Use());
  }

  private static void forget(
      Map<Holder, List<FencingToken>> by, @Nullable Holder holder, FencingToken token) {
    List<FencingToken> tokens = holder == null ? null : by.get(holder);
    if (tokens != null && tokens.remove(token) && tokens.isEmpty()) {
      by.remove(holder);
    }
  }

  private static List<FencingToken> taken(Map<Holder, List<FencingToken>> by, Holder holder) {
    List<FencingToken> tokens = by.remove(holder);
    return tokens == null ? List.of() : tokens;
  }
}
