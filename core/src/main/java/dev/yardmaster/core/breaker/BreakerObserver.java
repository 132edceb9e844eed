package dev.yardmaster.core.breaker;

import dev.yardmaster.core.identity.BreakerName;

/** Told of every change of a breaker right after it was applied; keeps derived indexes current. */
@FunctionalInterface
public interface BreakerObserver {
  BreakerObserver NONE = name -> {};

  void changed(BreakerName name);
}
