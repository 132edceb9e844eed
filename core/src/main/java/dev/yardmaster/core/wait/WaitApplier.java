package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.resource.Holder;
import org.jspecify.annotations.Nullable;

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

  /** An attempt received the request, or, if null, it is with no attempt any more. */
  public void received(MessageId request, Holder.@Nullable Attempt by) {
    Wait wait = table.forReplyTo(request);
    if (wait != null) {
      Wait after = wait.receivedBy(by);
      if (!after.equals(wait)) {
        table.replace(wait, after);
        observer.changed(wait, after);
      }
    }
  }

  /** The holder ended. */
  public void vanish(Holder holder) {
    table.vanish(holder).forEach(observer::vanished);
  }
}
