package dev.yardmaster.core.machine;

/** The closed table of refusal codes (R3); names are stable and appear on every surface. */
public enum RefusalCode {
  INVALID,
  NOT_FOUND,
  ALREADY_EXISTS,
  FAILED_PRECONDITION,
  STALE_TOKEN,
  HELD,
  DEADLOCK,
  TIMEOUT,
  CYCLE,
  LIMIT,
  DENIED,
  OUT_OF_RANGE,
  REQUEST_EXPIRED,
  READ_ONLY,
  UNAVAILABLE,
  UNKNOWN,
  INTERNAL
}
