package dev.yardmaster.core.wait;

import dev.yardmaster.core.resource.Holder;

/** Applies wait events to the table; decides nothing. */
public final class WaitApplier {
  private final WaitTable table;
  private WaitObserver observer = WaitObserver.NONE;

  public WaitApplier(WaitTable table) {
    this.table = table;
  }

  public void observe(WaitObserver value) {
    observer = value;
  }

  public void apply(WaitEvent event) {
    switch (event) {
      case WaitEvent.WaitBegan e -> {
        table.begin(e.begun());
        observer.began(e.begun());
      }
      case WaitEvent.WaitEnded e -> observer.ended(table.end(e.waitId(), e.outcome()), e.outcome());
      case WaitEvent.WaitAdvanced e -> observer.advanced(table.advance(e.waitId(), e.precedence()));
      case WaitEvent.DeadlockDetected e -> {}
      case WaitEvent.AwaitedRestored e -> {}
      case WaitEvent.DeadlockPolicyChanged e -> table.policy(e.policy());
      case WaitEvent.EndedWaitRestored e -> table.remember(e.waitId(), e.outcome());
    }
  }

  /** The holder ended. */
  public void vanish(Holder holder) {
    table.vanish(holder).forEach(observer::vanished);
  }
}
