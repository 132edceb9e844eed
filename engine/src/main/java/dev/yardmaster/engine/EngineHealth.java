package dev.yardmaster.engine;

import dev.yardmaster.protocol.metrics.Health;
import dev.yardmaster.protocol.metrics.HealthReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at the parts of an engine and says of each how it is, and why; from any thread. */
final class EngineHealth {
  /** A projection that lags further than this is DEGRADED. */
  static final long MAX_EVENTS_BEHIND = 10_000;

  private EngineHealth() {}

  /**
   * What is looked at.
   *
   * @param folder the data folder, or null for an engine in memory
   * @param historyFailure why there is no history, or null
   */
  record Parts(
      Driver driver,
      Snapshotter snapshots,
      @Nullable MetricsFeed metrics,
      @Nullable HistoryFeed history,
      @Nullable String historyFailure,
      @Nullable Path folder,
      EngineOptions options) {}

  static HealthReport look(Parts parts) {
    SortedMap<String, Health> components = new TreeMap<>();
    components.put("driver", driver(parts.driver()));
    components.put("log", log(parts.driver()));
    components.put("disk", disk(parts.folder(), parts.options().fileLog().reserveBytes()));
    components.put("snapshots", snapshots(parts.snapshots()));
    components.put("history", history(parts));
    components.put("metrics", metrics(parts.metrics()));
    return new HealthReport(components);
  }

  private static Health driver(Driver driver) {
    if (!driver.isAlive()) {
      return Health.down("its thread has ended; open the engine again");
    }
    Inbox.Load load = driver.load();
    String text =
        "%d of at most %d requests wait, about %d ms"
            .formatted(load.waiting(), load.room(), load.expectedWaitMillis());
    return load.waiting() * 8L >= load.room() * 7L
        ? Health.degraded(text + "; requests are refused with LIMIT, send fewer at once")
        : Health.up(text);
  }

  private static Health log(Driver driver) {
    String reason = driver.reason();
    return switch (driver.mode()) {
      case LEADING -> Health.up("takes records");
      case READ_ONLY -> Health.degraded("READ_ONLY: " + reason + "; queries are answered");
      case TAKING_OVER -> Health.degraded("is being taken over: " + reason);
      case FOLLOWING -> Health.down("is not led from here: " + reason);
      case BROKEN -> Health.down(reason + "; keep its files and open it again");
    };
  }

  private static Health disk(@Nullable Path folder, long reserve) {
    if (folder == null) {
      return Health.up("everything is in memory and forgotten at the end");
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String text =
          "%,d MiB are free beside a reserve of %,d MiB".formatted(free >> 20, reserve >> 20);
      return free < reserve
          ? Health.degraded(text + "; free some before the log becomes read-only")
          : Health.up(text);
    } catch (IOException e) {
      return Health.down("the free space of %s is not known (%s)".formatted(folder, e));
    }
  }

  private static Health snapshots(Snapshotter snapshots) {
    String failure = snapshots.failure();
    return failure == null
        ? Health.up("the newest is of position " + snapshots.lastPosition().value())
        : Health.degraded(
            "the last one could not be made (%s); the log keeps everything and grows"
                .formatted(failure));
  }

  private static Health history(Parts parts) {
    HistoryFeed feed = parts.history();
    if (parts.historyFailure() != null) {
      return Health.degraded(
          "there is none this time (%s); it is made again at the next start"
              .formatted(parts.historyFailure()));
    }
    if (feed == null) {
      return Health.up("none is kept");
    }
    return projection("it goes on at the next start", feed.failure(), feed.behind());
  }

  private static Health metrics(@Nullable MetricsFeed feed) {
    return feed == null
        ? Health.up("nothing is measured")
        : projection("they begin anew at the next start", feed.failure(), feed.behind());
  }

  private static Health projection(String next, @Nullable String failure, long behind) {
    if (failure != null) {
      return Health.degraded("stopped (%s); %s".formatted(failure, next));
    }
    return behind > MAX_EVENTS_BEHIND
        ? Health.degraded("%,d events behind the log; it catches up by itself".formatted(behind))
        : Health.up("%,d events behind the log".formatted(behind));
  }
}
