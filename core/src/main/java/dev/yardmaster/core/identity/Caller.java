package dev.yardmaster.core.identity;

import org.jspecify.annotations.Nullable;

/**
 * Whom a call speaks for: an agent's live session, or one running attempt held by that session.
 *
 * @param attempt null outside any attempt
 */
public record Caller(AgentId agent, FencingToken session, @Nullable Attempt attempt) {
  /** A task and the epoch under which the caller runs it. */
  public record Attempt(TaskId task, FencingToken epoch) {}

  public static Caller session(AgentId agent, FencingToken session) {
    return new Caller(agent, session, null);
  }

  /** The same agent inside an attempt. */
  public Caller inside(TaskId task, FencingToken epoch) {
    return new Caller(agent, session, new Attempt(task, epoch));
  }
}
