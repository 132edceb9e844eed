package dev.yardmaster.protocol.log;

import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.breaker.BreakerEvent;
import dev.yardmaster.core.breaker.Trip;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.protocol.log.v1.BreakerProto;
import org.jspecify.annotations.Nullable;

/** Events of circuit breakers, and their configuration. */
public final class BreakerMapping {
  private BreakerMapping() {}

  static BreakerProto.BreakerEvent write(BreakerEvent event) {
    BreakerProto.BreakerEvent.Builder to = BreakerProto.BreakerEvent.newBuilder();
    String name = event.breaker().value();
    switch (event) {
      case BreakerEvent.BreakerDeclared e ->
          to.getDeclaredBuilder()
              .setBreaker(name)
              .setConfig(config(e.config()))
              .setState(BreakerStateMapping.write(e.state()));
      case BreakerEvent.BreakerStateChanged e ->
          to.getStateChangedBuilder()
              .setBreaker(name)
              .setFrom(BreakerStateMapping.write(e.from()))
              .setTo(BreakerStateMapping.write(e.to()))
              .setTask(id(e.task()))
              .setBy(Strict.text(e.by()));
      case BreakerEvent.BreakerCounted e ->
          to.getCountedBuilder()
              .setBreaker(name)
              .setTask(id(e.task()))
              .setWhat(write(e.what()))
              .setState(BreakerStateMapping.write(e.state()));
      case BreakerEvent.BreakerRemoved e -> to.getRemovedBuilder().setBreaker(name);
      case BreakerEvent.BreakerRestored e -> {
        to.getRestoredBuilder()
            .setBreaker(name)
            .setConfig(config(e.config()))
            .setState(BreakerStateMapping.write(e.state()));
        e.culprits().forEach(task -> to.getRestoredBuilder().addCulprits(task.value()));
      }
    }
    return to.build();
  }

  static BreakerEvent read(BreakerProto.BreakerEvent from) {
    return switch (from.getKindCase()) {
      case DECLARED -> {
        BreakerProto.BreakerDeclared e = Strict.known(from.getDeclared());
        yield new BreakerEvent.BreakerDeclared(
            BreakerName.of(e.getBreaker()),
            config(e.getConfig()),
            BreakerStateMapping.read(e.getState()));
      }
      case STATE_CHANGED -> {
        BreakerProto.BreakerStateChanged e = Strict.known(from.getStateChanged());
        yield new BreakerEvent.BreakerStateChanged(
            BreakerName.of(e.getBreaker()),
            BreakerStateMapping.read(e.getFrom()),
            BreakerStateMapping.read(e.getTo()),
            task(e.getTask()),
            e.getBy());
      }
      case COUNTED -> {
        BreakerProto.BreakerCounted e = Strict.known(from.getCounted());
        yield new BreakerEvent.BreakerCounted(
            BreakerName.of(e.getBreaker()),
            task(e.getTask()),
            read(e.getWhat()),
            BreakerStateMapping.read(e.getState()));
      }
      case REMOVED ->
          new BreakerEvent.BreakerRemoved(
              BreakerName.of(Strict.known(from.getRemoved()).getBreaker()));
      case RESTORED -> {
        BreakerProto.BreakerRestored e = Strict.known(from.getRestored());
        yield new BreakerEvent.BreakerRestored(
            BreakerName.of(e.getBreaker()),
            config(e.getConfig()),
            BreakerStateMapping.read(e.getState()),
            e.getCulpritsList().stream().map(TaskId::of).toList());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static String id(@Nullable TaskId task) {
    return task == null ? "" : task.value();
  }

  private static @Nullable TaskId task(String id) {
    return id.isEmpty() ? null : TaskId.of(id);
  }

  public static BreakerProto.BreakerConfig config(BreakerConfig from) {
    BreakerProto.BreakerConfig.Builder to =
        BreakerProto.BreakerConfig.newBuilder()
            .setTimeoutMillis(from.timeoutMillis())
            .setSuccessThreshold(from.successThreshold())
            .setHalfOpenLimit(from.halfOpenLimit())
            .setProbeTimeoutMillis(from.probeTimeoutMillis());
    switch (from.trip()) {
      case Trip.InARow row -> to.getInARowBuilder().setFailures(row.failures());
      case Trip.Rate rate ->
          to.getRateBuilder()
              .setPercent(rate.percent())
              .setWindow(rate.window())
              .setMinimum(rate.minimum());
    }
    return to.build();
  }

  public static BreakerConfig config(BreakerProto.BreakerConfig from) {
    return new BreakerConfig(
        trip(Strict.known(from)),
        from.getTimeoutMillis(),
        from.getSuccessThreshold(),
        from.getHalfOpenLimit(),
        from.getProbeTimeoutMillis());
  }

  private static Trip trip(BreakerProto.BreakerConfig from) {
    return switch (from.getTripCase()) {
      case IN_A_ROW -> new Trip.InARow(Strict.known(from.getInARow()).getFailures());
      case RATE -> {
        BreakerProto.FailureRate rate = Strict.known(from.getRate());
        yield new Trip.Rate(rate.getPercent(), rate.getWindow(), rate.getMinimum());
      }
      case TRIP_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static BreakerProto.BreakerCount write(BreakerEvent.What from) {
    return switch (from) {
      case SUCCESS -> BreakerProto.BreakerCount.BREAKER_COUNT_SUCCESS;
      case FAILURE -> BreakerProto.BreakerCount.BREAKER_COUNT_FAILURE;
      case PROBE_STARTED -> BreakerProto.BreakerCount.BREAKER_COUNT_PROBE_STARTED;
      case PROBE_ENDED -> BreakerProto.BreakerCount.BREAKER_COUNT_PROBE_ENDED;
      case PROBE_EXPIRED -> BreakerProto.BreakerCount.BREAKER_COUNT_PROBE_EXPIRED;
    };
  }

  private static BreakerEvent.What read(BreakerProto.BreakerCount from) {
    return switch (from) {
      case BREAKER_COUNT_SUCCESS -> BreakerEvent.What.SUCCESS;
      case BREAKER_COUNT_FAILURE -> BreakerEvent.What.FAILURE;
      case BREAKER_COUNT_PROBE_STARTED -> BreakerEvent.What.PROBE_STARTED;
      case BREAKER_COUNT_PROBE_ENDED -> BreakerEvent.What.PROBE_ENDED;
      case BREAKER_COUNT_PROBE_EXPIRED -> BreakerEvent.What.PROBE_EXPIRED;
      case BREAKER_COUNT_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("count of a breaker", from);
    };
  }
}
