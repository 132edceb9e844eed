package dev.yardmaster.server.gateway;

import dev.yardmaster.protocol.v1.Assignment;
import dev.yardmaster.protocol.v1.Conflict;
import dev.yardmaster.protocol.v1.MailList;
import dev.yardmaster.protocol.v1.Push;

/** What ends an agent's wait for anything. */
public sealed interface Arrival {
  /** A task, which is RUNNING. */
  record Work(Assignment assignment) implements Arrival {}

  /** Messages, at least one, which must be acknowledged. */
  record Post(MailList mail) implements Arrival {}

  /** The end of a wait, a cancelled attempt or a lost lock. */
  record News(Push push) implements Arrival {}

  /** An open conflict the agent is a party to; told once. */
  record Dispute(Conflict conflict) implements Arrival {}

  /** The time was over. */
  record Nothing() implements Arrival {}
}
