package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies breaker events to the table; decides nothing. */
public final class BreakerApplier {
  private final BreakerTable table;
  private BreakerObserver observer = BreakerObserver.NONE;

  public BreakerApplier(BreakerTable table) {
    this.table = table;
  }

  public void observe(BreakerObserver value) {
    observer = value;
  }

  public void apply(BreakerEvent event) {
    switch (event) {
      case BreakerEvent.BreakerDeclared e -> {
        Breaker known = table.find(e.breaker());
        table.put(
            new Breaker(
                e.breaker(), e.config(), e.state(), known == null ? List.of() : known.culprits()));
      }
      case BreakerEvent.BreakerStateChanged e -> {
        Breaker breaker = require(e.breaker());
        table.put(new Breaker(breaker.name(), breaker.config(), e.to(), List.of()));
      }
      case BreakerEvent.BreakerCounted e -> count(e, require(e.breaker()));
      case BreakerEvent.BreakerRemoved e -> table.remove(e.breaker());
      case BreakerEvent.BreakerRestored e ->
          table.put(new Breaker(e.breaker(), e.config(), e.state(), e.culprits()));
    }
    observer.changed(event.breaker());
  }

  /** An agent in no trouble, that never was in any worth a period, is forgotten. */
  private void count(BreakerEvent.BreakerCounted event, Breaker breaker) {
    List<TaskId> culprits =
        switch (event.what()) {
          case SUCCESS -> List.of();
          case FAILURE -> with(breaker, event.task());
          case PROBE_STARTED, PROBE_ENDED, PROBE_EXPIRED -> breaker.culprits();
        };
    boolean over = breaker.name().isOfAgent() && culprits.isEmpty() && event.state().period() == 0;
    if (over) {
      table.remove(breaker.name());
    } else {
      table.put(new Breaker(breaker.name(), breaker.config(), event.state(), culprits));
    }
  }

  private static List<TaskId> with(Breaker breaker, @Nullable TaskId culprit) {
    if (culprit == null || !breaker.name().isOfAgent()) {
      return List.of();
    }
    List<TaskId> all = new ArrayList<>(breaker.culprits());
    all.add(culprit);
    return all;
  }

  private Breaker require(BreakerName name) {
    Breaker breaker = table.find(name);
    if (breaker == null) {
      throw new IllegalStateException("R72: expected breaker %s to exist".formatted(name));
    }
    return breaker;
  }
}
