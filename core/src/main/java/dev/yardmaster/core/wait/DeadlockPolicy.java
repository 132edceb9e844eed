package dev.yardmaster.core.wait;

/** What happens to the victim of a deadlock (R54). */
public enum DeadlockPolicy {
  /** Its wait is refused. */
  REFUSE,
  /** Its attempt ends LOST and is repeated elsewhere; outside attempts its wait is refused. */
  PREEMPT,
  /** Deadlocks are not looked for; timeouts end them. */
  OFF
}
