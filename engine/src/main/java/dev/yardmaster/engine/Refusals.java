package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;

/** The refusals that are the engine's own, in words a caller can act on. */
final class Refusals {
  private static final long RETRY_MILLIS = 250;

  private Refusals() {}

  static Refusal unavailable(String why) {
    return new Refusal(
        RefusalCode.UNAVAILABLE,
        "Expected a leader that serves, but %s; nothing happened, send it again later"
            .formatted(why),
        RETRY_MILLIS);
  }

  static Refusal unknown(String why) {
    return new Refusal(
        RefusalCode.UNKNOWN,
        "The command was decided, but %s before it was acknowledged: it may have happened; send it again under the same key to learn"
            .formatted(why),
        RETRY_MILLIS);
  }

  static Refusal readOnly(String why) {
    return new Refusal(
        RefusalCode.READ_ONLY,
        "Only reads are served: %s; nothing happened, free space and send it again".formatted(why),
        1_000);
  }

  static Refusal internal(String what) {
    return new Refusal(
        RefusalCode.INTERNAL,
        "A bug stopped %s; nothing happened. The engine's log has the details; please report it"
            .formatted(what));
  }

  static Refusal tooLarge(int weight) {
    return Refusal.invalid(
        "Expected a command of at most %d bytes, got about %d; split it or send references"
            .formatted(Weights.MAX, weight));
  }

  static Refusal full(int waiting, long retryAfterMillis) {
    return Refusal.limit(
        "Expected room in the queue of requests, but %d wait already; send it again in %d ms"
            .formatted(waiting, retryAfterMillis),
        retryAfterMillis);
  }
}
