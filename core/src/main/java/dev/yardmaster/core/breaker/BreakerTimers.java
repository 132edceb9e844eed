package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Turn;

/** When breakers have been OPEN for long enough, and probes run too long. Leader only, derived. */
public final class BreakerTimers {
  /** A probe of a former leader's time keeps its place at least so long under the new one. */
  private static final long GRACE_MILLIS = 60_000;

  private final BreakerTable breakers;
  private final BreakerDecisions decisions;
  private final long leaderChangedMillis;
  private final DueQueue<BreakerName> due = new DueQueue<>();

  public BreakerTimers(
      BreakerTable breakers, BreakerDecisions decisions, long leaderChangedMillis) {
    this.breakers = breakers;
    this.decisions = decisions;
    this.leaderChangedMillis = leaderChangedMillis;
    breakers.all().forEach(breaker -> changed(breaker.name()));
  }

  public void changed(BreakerName name) {
    Breaker breaker = breakers.find(name);
    if (breaker == null) {
      due.disarm(name);
      return;
    }
    switch (breaker.state()) {
      case BreakerState.Open open -> due.arm(name, open.untilMillis());
      case BreakerState.HalfOpen half -> {
        for (BreakerState.Probe probe : half.probes()) {
          due.arm(name, endMillis(breaker, probe));
        }
      }
      case BreakerState.Closed closed -> due.disarm(name);
      case BreakerState.Forced forced -> due.disarm(name);
    }
  }

  private long endMillis(Breaker breaker, BreakerState.Probe probe) {
    boolean former =
        probe.untilMillis() - breaker.config().probeTimeoutMillis() < leaderChangedMillis;
    return former
        ? Math.max(probe.untilMillis(), leaderChangedMillis + GRACE_MILLIS)
        : probe.untilMillis();
  }

  public long nextMillis() {
    return due.nextMillis();
  }

  /** Does what is due, as far as the turn has room. */
  public void tick(Turn turn) {
    long now = turn.now().stateMillis();
    BreakerName name = turn.room() > 4 ? due.take(now) : null;
    while (name != null) {
      fire(name, now, turn);
      changed(name);
      name = turn.room() > 4 ? due.take(now) : null;
    }
  }

  private void fire(BreakerName name, long now, Turn turn) {
    Breaker breaker = breakers.find(name);
    if (breaker != null && breaker.state() instanceof BreakerState.HalfOpen half) {
      for (BreakerState.Probe probe : half.probes()) {
        Breaker present = breakers.find(name);
        if (present != null && turn.room() > 4 && endMillis(present, probe) <= now) {
          decisions.expired(present, probe.id(), turn);
        }
      }
    } else if (breaker != null) {
      decisions.elapsed(breaker, turn);
    }
  }
}
