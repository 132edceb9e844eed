package dev.yardmaster.core.machine;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;

/**
 * One command's turn on the driver: the only way a decider can change anything.
 *
 * <p>Each {@link #emit} applies its event at once, so the next step of the same command sees it.
 * Owned by the driver's thread; never kept beyond the command.
 */
public interface Turn {
  /** Most events of one command; what needs more goes on as a continuation. */
  int MAX_EVENTS = 4096;

  Now now();

  /** Position of the newest event applied so far. */
  LogPosition position();

  /** The token that the next emitted event may issue. */
  FencingToken nextToken();

  /**
   * 64 unpredictable bits, fresh at each call; whatever they decide must be written into an event.
   */
  long entropy();

  void emit(Event event);

  /** How many more events fit into this turn; what needs more waits for the next one. */
  int room();

  default Reply done() {
    return new Reply.Done(position());
  }
}
