package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fan-out of committed events: every subscriber follows from a position of its choice, on a
 * virtual thread of its own, without gap or duplicate (S20).
 *
 * <p>A subscriber that keeps up is fed from {@link RecentCommits}; one that is slow, or begins in
 * the past, reads the log until it has caught up. Nobody waits for anybody.
 */
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private final CommandLog log;
  private final RecentCommits recent;
  private final PositionIndex positions = new PositionIndex();
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();

  EventStream(CommandLog log, EventOptions options) {
    this.log = log;
    this.recent = new RecentCommits(options.recentRecords(), options.recentBytes());
  }

  /** What a subscriber is given. */
  interface Follower {
    void commit(Commit commit);

    /**
     * Nothing more is there at the moment.
     *
     * @return whether to look again at once; otherwise it is called when something came
     */
    default boolean caughtUp() {
      return false;
    }
  }

  void restored(long index, LogPosition position, long incarnation) {
    positions.restored(index, position.value(), incarnation);
    recent.jumpTo(position.value());
  }

  void committed(Commit commit) {
    positions.committed(commit);
    recent.add(commit);
  }

  LogPosition position() {
    return new LogPosition(recent.end());
  }

  PositionIndex positions() {
    return positions;
  }

  /** The oldest position that can be followed from. */
  LogPosition oldest() throws LogException {
    return new LogPosition(positions.oldest(log).position());
  }

  /** Follows every commit that ends after the position, on a virtual thread. */
  EventSubscription follow(String name, LogPosition after, Follower follower) {
    return follow(Thread.ofVirtual(), name, after, follower);
  }

  /** As above, on a thread of another kind. */
  EventSubscription follow(
      Thread.Builder threads, String name, LogPosition after, Follower follower) {
    return follow(threads, name, after, follower, Admission.OPEN);
  }

  /** Who asks whether a subscriber may follow, on the subscriber's own thread. */
  @FunctionalInterface
  interface Admission {
    Admission OPEN = end -> () -> {};

    /**
     * Waits until it is known.
     *
     * @param end ends the subscription later, for this reason
     * @return what is done when the subscription has ended
     * @throws RefusedException when it may not
     */
    Runnable enter(Consumer<Refusal> end) throws InterruptedException;
  }

  /** Follows once admitted. */
  EventSubscription follow(String name, LogPosition after, Follower follower, Admission admission) {
    return follow(Thread.ofVirtual(), name, after, follower, admission);
  }

  private EventSubscription follow(
      Thread.Builder threads,
      String name,
      LogPosition after,
      Follower follower,
      Admission admission) {
    Subscription subscription = new Subscription(after.value(), follower, admission);
    subscriptions.add(subscription);
    Thread thread =
        threads
            .name("yardmaster-" + name + "-" + numbers.incrementAndGet())
            .unstarted(subscription::run);
    subscription.thread = thread;
    thread.start();
    return subscription;
  }

  /** Delivers the events of one workspace. */
  EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    return follow(
        "watch",
        after,
        commit ->
            commit.events(
                after,
                event -> {
                  if (event.workspace().equals(workspace)) {
                    listener.accept(event);
                  }
                }));
  }

  /** Delivers them once admitted, as far as they may be told outside of the process. */
  EventSubscription watchFromOutside(
      WorkspaceId workspace,
      LogPosition after,
      Consumer<CommittedEvent> listener,
      Admission admission) {
    return follow(
        "watch",
        after,
        commit ->
            commit.events(
                after,
                event -> {
                  CommittedEvent told =
                      event.workspace().equals(workspace) ? Redaction.of(event) : null;
                  if (told != null) {
                    listener.accept(told);
                  }
                }),
        admission);
  }

  void close() {
    recent.close();
    subscriptions.forEach(Subscription::close);
  }

  /** One subscriber and its thread. */
  private final class Subscription implements EventSubscription {
    private final Follower follower;
    private final Admission admission;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile long position;
    private volatile boolean closed;
    private volatile @Nullable Refusal ending;
    private volatile Thread thread = Thread.currentThread();

    Subscription(long after, Follower follower, Admission admission) {
      this.position = after;
      this.follower = follower;
      this.admission = admission;
    }

    @Override
    public LogPosition position() {
      return new LogPosition(position);
    }

    @Override
    public CompletionStage<Void> ended() {
      return ended;
    }

    @Override
    public void close() {
      closed = true;
      if (Thread.currentThread() != thread) {
        thread.interrupt();
      }
    }

    private void end(Refusal reason) {
      ending = reason;
      close();
    }

    private void completeEnded() {
      Refusal reason = ending;
      if (reason == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(new RefusedException(reason));
      }
    }

    void run() {
      Runnable leave = () -> {};
      try {
        leave = admission.enter(this::end);
        followOn();
        completeEnded();
      } catch (InterruptedException e) {
        completeEnded();
      } catch (LogException e) {
        ended.completeExceptionally(new RefusedException(refusalOf(e)));
      } catch (RefusedException e) {
        ended.completeExceptionally(e);
      } catch (RuntimeException | Error e) {
        if (closed) {
          completeEnded();
        } else {
          LOG.warn("A listener threw at position {} and is not called again", position, e);
          ended.completeExceptionally(e);
        }
      } finally {
        leave.run();
        subscriptions.remove(this);
      }
    }

    private void followOn() throws LogException, InterruptedException {
      List<Commit> taken = new ArrayList<>();
      while (!closed) {
        taken.clear();
        if (!recent.take(position, taken)) {
          readLog();
        } else if (taken.isEmpty()) {
          if (!follower.caughtUp() && !recent.await(position)) {
            return;
          }
        } else {
          for (Commit commit : taken) {
            give(commit);
          }
        }
      }
    }

    private void readLog() throws LogException {
      try (CommitReader reader = new CommitReader(log, positions.before(position, log))) {
        long goal = recent.end();
        Commit commit = reader.next();
        while (commit != null && !closed) {
          give(commit);
          commit = position < goal ? reader.next() : null;
        }
        if (position < goal && !closed) {
          throw new LogException(
              LogException.Kind.OUT_OF_RANGE,
              "Expected records up to position %d in the log, but they end at %d; begin at a newer position"
                  .formatted(goal, position));
        }
      }
    }

    private void give(Commit commit) {
      if (!closed && commit.end().value() > position) {
        follower.commit(commit);
        position = commit.end().value();
      }
    }
  }

  private static Refusal refusalOf(LogException failure) {
    String text = String.valueOf(failure.getMessage());
    return failure.kind() == LogException.Kind.OUT_OF_RANGE
        ? new Refusal(RefusalCode.OUT_OF_RANGE, text)
        : new Refusal(RefusalCode.UNAVAILABLE, text, 1_000);
  }
}
