package dev.yardmaster.client;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What happened in a workspace, in order, from any retained position on (R80).
 *
 * {@snippet file="EventExamplesTest.java" region="events"}
 *
 * <p>Every listener has a thread and a place in the log of its own, and nothing queues up for it:
 * one that is slow reads the log until it has caught up, one that throws ends its own subscription
 * alone, and one so late that the log no longer holds its place ends with OUT_OF_RANGE. {@link
 * EventSubscription#ended} and a line in the log tell.
 */
public final class Events {
  private final WorkspaceId workspace;
  private final Connection connection;

  Events(WorkspaceId workspace, Connection connection) {
    this.workspace = workspace;
    this.connection = connection;
  }

  /** The position of the newest committed event. */
  public LogPosition position() {
    return connection.position();
  }

  /** Delivers every event after a position, without gap or duplicate, on a thread of its own. */
  public EventSubscription subscribe(LogPosition after, Consumer<CommittedEvent> listener) {
    return new Listening(
        after, heard -> connection.watch(workspace, after, heard), listener, workspace);
  }

  /** Delivers events of one kind from now on. */
  public <E extends Event> EventSubscription subscribe(Class<E> kind, Consumer<E> listener) {
    return of(kind).subscribe(listener);
  }

  /**
   * Waits for an event of one kind to come; what happened before the call does not count, see
   * {@link EventSelection#after}.
   *
   * @throws CoordinationException TIMEOUT when none has come by then
   */
  public <E extends Event> E waitFor(Class<E> kind, Predicate<E> filter, Duration timeout) {
    return of(kind).where(filter).await(timeout);
  }

  /** Events of one kind (an event's class, or a family such as {@code TaskEvent}), from now on. */
  public <E extends Event> EventSelection<E> of(Class<E> kind) {
    return new EventSelection<>(this, kind, event -> true, position());
  }
}
