package dev.yardmaster.client;

import dev.yardmaster.core.identity.Caller;

/**
 * Who takes locks, waits, sends messages and writes records: an agent's session, or one attempt of
 * a task. What an attempt holds is free when it ends, two attempts of one agent exclude each other.
 */
public sealed interface Actor permits AgentSession, TaskContext {
  /** As whom its calls are made. */
  Caller caller();
}
