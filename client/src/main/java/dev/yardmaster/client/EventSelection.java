package dev.yardmaster.client;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.RefusedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which events of a workspace are meant; a value, made by {@link Events#of}.
 *
 * {@snippet file="EventExamplesTest.java" region="selection"}
 */
public final class EventSelection<E extends Event> {
  private final Events events;
  private final Class<E> kind;
  private final Predicate<E> filter;
  private final LogPosition after;

  EventSelection(Events events, Class<E> kind, Predicate<E> filter, LogPosition after) {
    this.events = events;
    this.kind = kind;
    this.filter = filter;
    this.after = after;
  }

  /** Only those that pass this filter as well; it runs on the listener's thread. */
  public EventSelection<E> where(Predicate<? super E> condition) {
    return new EventSelection<>(
        events, kind, event -> filter.test(event) && condition.test(event), after);
  }

  /** Those after a position, for example the one a former subscription ended at. */
  public EventSelection<E> after(LogPosition position) {
    return new EventSelection<>(events, kind, filter, position);
  }

  /** Delivers them in order, without gap or duplicate, on a thread of their own. */
  public EventSubscription subscribe(Consumer<? super E> listener) {
    return events.subscribe(
        after,
        committed -> {
          if (kind.isInstance(committed.event())) {
            E event = kind.cast(committed.event());
            if (filter.test(event)) {
              listener.accept(event);
            }
          }
        });
  }

  /**
   * Waits for the first of them.
   *
   * @throws CoordinationException TIMEOUT when none has come by then; OUT_OF_RANGE or UNAVAILABLE
   *     when the log cannot be followed
   */
  public E await(Duration timeout) {
    CompletableFuture<E> found = new CompletableFuture<>();
    try (EventSubscription subscription = subscribe(found::complete)) {
      var unused =
          subscription
              .ended()
              .whenComplete((nothing, failure) ->
                  found.completeExceptionally(
                      failure == null ? new RefusedException(closed()) : failure));
      return found.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CoordinationException(
          new Refusal(
              RefusalCode.TIMEOUT,
              "Expected a %s after position %s within %s, none came; wait longer or look at the state"
                  .formatted(kind.getSimpleName(), after, timeout)));
    } catch (InterruptedException e) {
      throw Requests.interrupted();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RefusedException refused) {
        throw new CoordinationException(refused.refusal());
      }
      if (cause instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(cause);
    }
  }

  private static Refusal closed() {
    return new Refusal(
        RefusalCode.UNAVAILABLE, "The Yardmaster was closed while an event was waited for");
  }
}
