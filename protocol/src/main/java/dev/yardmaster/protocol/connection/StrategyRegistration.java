package dev.yardmaster.protocol.connection;

import java.util.concurrent.CompletionStage;

/** A registered strategy of the user's own; closing it lets open requests fall back. */
public interface StrategyRegistration extends AutoCloseable {
  /**
   * Completes when the strategy is asked nothing more: normally once closed; with {@link
   * RefusedException} DENIED when it may not be registered, or no longer, because its credential is
   * revoked or has expired, and with another no where that is final.
   */
  CompletionStage<Void> ended();

  @Override
  void close();
}
