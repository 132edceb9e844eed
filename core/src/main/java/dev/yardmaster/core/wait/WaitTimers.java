package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.resource.ResourceTable;

/** When waits are given up and leases run out, unless extended. Leader only, derived. */
public final class WaitTimers {
  private final WaitTable waits;
  private final ResourceTable resources;
  private final long leaderChangedMillis;
  private final DueQueue<FencingToken> deadlines = new DueQueue<>();
  private final DueQueue<FencingToken> leases = new DueQueue<>();

  public WaitTimers(WaitTable waits, ResourceTable resources, long leaderChangedMillis) {
    this.waits = waits;
    this.resources = resources;
    this.leaderChangedMillis = leaderChangedMillis;
    waits.all().forEach(this::began);
    resources.grants().forEach(this::granted);
  }

  public void began(Wait wait) {
    deadlines.arm(wait.id(), wait.deadlineMillis());
  }

  public void ended(Wait wait) {
    deadlines.disarm(wait.id());
  }

  public void granted(Grant grant) {
    leases.arm(grant.token(), grant.endMillis(leaderChangedMillis));
  }

  public void freed(Grant grant) {
    leases.disarm(grant.token());
  }

  public long nextMillis() {
    return Math.min(deadlines.nextMillis(), leases.nextMillis());
  }

  /** Does what is due, as far as the turn has room. */
  public void tick(Turn turn) {
    long now = turn.now().stateMillis();
    FencingToken due = leases.take(now);
    while (due != null) {
      Grant grant = resources.grant(due);
      if (grant != null && grant.endMillis(leaderChangedMillis) <= now) {
        turn.emit(new ResourceEvent.LockReleased(due, ReleaseCause.EXPIRED, ""));
      } else if (grant != null) {
        granted(grant);
      }
      due = turn.room() > 4 ? leases.take(now) : null;
    }
    due = turn.room() > 4 ? deadlines.take(now) : null;
    while (due != null) {
      if (waits.find(due) != null) {
        turn.emit(new WaitEvent.WaitEnded(due, new Outcome.TimedOut()));
      }
      due = turn.room() > 4 ? deadlines.take(now) : null;
    }
  }
}
