package dev.yardmaster.server.mcp;

import org.jspecify.annotations.Nullable;

/**
 * The way back to whoever called a tool, whichever era of the protocol it speaks; tools know
 * nothing else of the protocol.
 */
interface Line {
  Visitor visitor();

  /** The session the call came in; null where the protocol has none. */
  @Nullable String session();

  /**
   * Tells the client that its call goes on, in as much as it wants to know.
   *
   * @param seconds since the call began
   * @throws GoneException where the client is known to have gone
   */
  void goesOn(double seconds, String what);

  /** The client has gone, and nobody waits for the answer; where it can be known. */
  final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GoneException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
