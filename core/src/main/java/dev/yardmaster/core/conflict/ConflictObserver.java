package dev.yardmaster.core.conflict;

/** Hears of every change of a conflict; the leader's timers. */
@FunctionalInterface
public interface ConflictObserver {
  ConflictObserver NONE = conflict -> {};

  void changed(Conflict conflict);
}
