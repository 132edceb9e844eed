package dev.yardmaster.engine;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCounts;
import dev.yardmaster.engine.metrics.MeterExport;
import dev.yardmaster.engine.metrics.ShardMetrics;
import dev.yardmaster.protocol.connection.EventSubscription;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a shard's metrics from the event stream, off the driver's thread, beginning with what was
 * there when this node first took the lead; and adds a point to the history at each interval.
 */
final class MetricsFeed {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsFeed.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  /** Commits are counted together that come within so long: to be woken for each costs more. */
  private static final Duration LOOK = Duration.ofMillis(10);

  private final EventStream stream;
  private final MetricsOptions options;
  private final ShardMetrics metrics;
  private final @Nullable MeterExport export;
  private volatile boolean closed;
  private volatile @Nullable EventSubscription subscription;
  private volatile @Nullable Thread sampler;

  MetricsFeed(EventStream stream, MetricsOptions options, Instant since) {
    this.stream = stream;
    this.options = options;
    this.metrics = new ShardMetrics(since, options.points());
    MeterRegistry registry = options.registry();
    this.export = registry == null ? null : new MeterExport(registry);
  }

  ShardMetrics metrics() {
    return metrics;
  }

  /** Begins to count; on the driver's thread, where the machine stands still. Once only. */
  void begin(Machine machine) {
    if (subscription != null || closed) {
      return;
    }
    LogPosition from = machine.position();
    metrics.seed(machine.workspaces(), from);
    EventSubscription following =
        stream.follow(
            "metrics",
            from,
            new EventStream.Follower() {
              @Override
              public void commit(Commit commit) {
                metrics.count(commit.record(), commit.end());
              }

              @Override
              public boolean caughtUp() {
                LockSupport.parkNanos(LOOK.toNanos());
                return false;
              }
            });
    subscription = following;
    var unused =
        following
            .ended()
            .whenComplete((nothing, failure) -> {
              if (failure != null) {
                LOG.error("Metrics stop at position {}", following.position(), failure);
              }
            });
  }

  /** Why nothing is counted any more, or null. */
  @Nullable String failure() {
    EventSubscription following = subscription;
    if (following == null || closed) {
      return null;
    }
    CompletableFuture<Void> ended = following.ended().toCompletableFuture();
    return ended.isCompletedExceptionally() ? String.valueOf(ended.exceptionNow()) : null;
  }

  /** Events committed and not counted yet. */
  long behind() {
    return Math.max(0, stream.position().value() - metrics.position().value());
  }

  /** Begins to keep a history. */
  void startSampling(Driver driver) {
    sampler =
        Thread.ofVirtual()
            .name("yardmaster-metrics-history")
            .start(() -> {
              long next = System.nanoTime();
              while (!closed) {
                next += options.interval().toNanos();
                while (!closed && System.nanoTime() - next < 0) {
                  LockSupport.parkNanos(next - System.nanoTime());
                }
                if (!closed) {
                  sample(driver, Instant.now());
                }
              }
            });
  }

  /** Adds a point to the history of every workspace in which anything has happened. */
  synchronized void sample(Driver driver, Instant at) {
    for (WorkspaceId workspace : metrics.workspaces()) {
      Pending.OfQuery<WorkspaceCounts> query =
          new Pending.OfQuery<>(workspace, MetricsFeed.class, new Query.OfCounts());
      driver.submit(query);
      try {
        WorkspaceCounts counts = query.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        metrics.sample(workspace, counts, at);
        if (export != null) {
          export.show(metrics.report(workspace, counts, 0));
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("No point in the history of workspace {}", workspace, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Waits until all is counted that is committed now; how many events are missing nevertheless. */
  long catchUp() {
    if (failure() != null) {
      return behind();
    }
    try {
      return metrics.await(stream.position(), ANSWER_WITHIN.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return behind();
    }
  }

  void close() {
    closed = true;
    EventSubscription following = subscription;
    if (following != null) {
      following.close();
    }
    Thread sampling = sampler;
    if (sampling != null) {
      LockSupport.unpark(sampling);
    }
    if (export != null) {
      export.close();
    }
  }
}
