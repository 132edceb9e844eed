package dev.yardmaster.protocol.connection;

import java.util.concurrent.CompletionStage;

/**
 * An agent's session attached to this process: while it is open the process's life is the agent's
 * sign of life, and what concerns the agent is pushed to its listener.
 */
public interface AgentStream extends AutoCloseable {
  /** Receives pushes in commit order, one at a time, on the stream's own virtual thread. */
  @FunctionalInterface
  interface Listener {
    void pushed(AgentPush push);
  }

  /**
   * Completes when the listener hears nothing more: normally once closed or taken over; with {@link
   * RefusedException} DENIED when the credential it was opened under is revoked or has expired.
   */
  CompletionStage<Void> ended();

  /** Detaches; the session goes on until it is left or expires. */
  @Override
  void close();
}
