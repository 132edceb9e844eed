package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;

/**
 * What hears how long commands took from inbox to reply; called by whoever tells the caller, never
 * by the driver's thread, and before the caller knows.
 */
interface Answered {
  Answered NOBODY = (command, nanos, reply) -> {};

  void answered(Command command, long nanos, Reply reply);
}
