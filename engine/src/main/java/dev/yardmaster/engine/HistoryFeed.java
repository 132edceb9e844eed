package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.engine.history.History;
import dev.yardmaster.engine.history.HistoryOptions;
import dev.yardmaster.engine.history.HistoryReader;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a folder's history from the event stream, on a platform thread of its own (SQLite is native
 * code). A history that fails is reported and left behind; the engine goes on without it.
 */
final class HistoryFeed {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);

  /** What comes within so long goes into one transaction: many events change the same rows. */
  private static final Duration GATHER = Duration.ofMillis(100);

  /** How often what came is taken: before commits leave the memory and must be read again. */
  private static final Duration LOOK = Duration.ofMillis(10);

  private final History history;
  private final EventStream stream;
  private final EventSubscription subscription;

  private HistoryFeed(History history, EventStream stream) {
    this.history = history;
    this.stream = stream;
    LogPosition after = history.position();
    this.subscription =
        stream.follow(
            Thread.ofPlatform().daemon(true),
            "history",
            after,
            new EventStream.Follower() {
              private long since = System.nanoTime();

              @Override
              public void commit(Commit commit) {
                commit.events(after, history::add);
              }

              @Override
              public boolean caughtUp() {
                if (!history.unwritten()) {
                  return false;
                }
                if (System.nanoTime() - since >= GATHER.toNanos()) {
                  history.flush();
                  since = System.nanoTime();
                } else {
                  LockSupport.parkNanos(LOOK.toNanos());
                }
                return true;
              }
            });
    var unused =
        subscription
            .ended()
            .whenComplete((nothing, failure) -> {
              if (failure != null) {
                LOG.error(
                    "The history stops at position {} ({}); it goes on at the next start",
                    history.position(),
                    failure.getMessage());
              }
            });
  }

  /** Opens the history and begins to feed it; it is made again when the log contradicts it. */
  static HistoryFeed open(Path dataFolder, HistoryOptions bounds, EventStream stream)
      throws IOException, LogException {
    History history = History.open(dataFolder, bounds);
    LogPosition oldest = stream.oldest();
    if (history.position().compareTo(stream.position()) > 0) {
      LOG.warn(
          "The history stands at {} beyond the log's end {}; making it again",
          history.position(),
          stream.position());
      history.close();
      history = History.openAnew(dataFolder, bounds);
    }
    if (history.position().compareTo(oldest) < 0) {
      LOG.warn(
          "The history stands at {}, the log begins at {}; what lies between is lost to it",
          history.position(),
          oldest);
      history.skipTo(oldest);
    }
    return new HistoryFeed(history, stream);
  }

  /** Why nothing is added any more, or null. */
  @Nullable String failure() {
    CompletableFuture<Void> ended = subscription.ended().toCompletableFuture();
    return ended.isCompletedExceptionally() ? String.valueOf(ended.exceptionNow()) : null;
  }

  /** Events committed and not added yet. */
  long behind() {
    return Math.max(0, stream.position().value() - subscription.position().value());
  }

  HistoryReader reader() {
    return history.reader();
  }

  /** Lets it catch up within the bound, then closes it; what is missing comes at the next start. */
  void close(Duration bound) {
    long until = System.nanoTime() + bound.toNanos();
    LogPosition goal = stream.position();
    try {
      while (!subscription.ended().toCompletableFuture().isDone()
          && subscription.position().compareTo(goal) < 0
          && System.nanoTime() - until < 0) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      subscription.close();
      subscription.ended().toCompletableFuture().get(bound.toMillis(), TimeUnit.MILLISECONDS);
      history.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.debug("The history had stopped already", e);
    } catch (TimeoutException e) {
      LOG.warn("The history did not stop in time; it goes on at the next start");
      return;
    }
    history.close();
  }
}
