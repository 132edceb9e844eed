package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.identity.LogPosition;
import java.util.concurrent.CompletionStage;

/** A running watch. */
public interface EventSubscription extends AutoCloseable {
  /** Everything up to here was looked at and, where it concerned the watch, delivered. */
  LogPosition position();

  /**
   * Completes when the watch has ended: normally once closed; with {@link RefusedException}
   * OUT_OF_RANGE when the position was compacted, UNAVAILABLE when the log could not be read, or
   * DENIED when it may not be, or no longer, because its credential is revoked or has expired; with
   * the listener's own exception when that threw.
   */
  CompletionStage<Void> ended();

  /** Ends the watch; at most the event being delivered now is still delivered. */
  @Override
  void close();
}
