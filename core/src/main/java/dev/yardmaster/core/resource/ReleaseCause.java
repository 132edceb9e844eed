package dev.yardmaster.core.resource;

/** Why a grant ended while its holder went on. */
public enum ReleaseCause {
  /** The holder gave it back. */
  RELEASED,
  /** Its lease ran out, or a detached holder did not confirm it. */
  EXPIRED,
  /** An operator took it. */
  FORCED
}
