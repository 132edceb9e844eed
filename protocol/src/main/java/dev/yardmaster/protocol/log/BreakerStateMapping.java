package dev.yardmaster.protocol.log;

import dev.yardmaster.core.breaker.BreakerState;
import dev.yardmaster.core.breaker.ResultWindow;
import dev.yardmaster.core.breaker.Tally;
import dev.yardmaster.protocol.log.v1.BreakerProto;

/** Where breakers are. */
public final class BreakerStateMapping {
  private BreakerStateMapping() {}

  public static BreakerProto.BreakerState write(BreakerState from) {
    BreakerProto.BreakerState.Builder to =
        BreakerProto.BreakerState.newBuilder().setPeriod(from.period());
    switch (from) {
      case BreakerState.Closed closed -> to.setClosed(closed(closed.tally()));
      case BreakerState.Open open ->
          to.getOpenBuilder().setUntilMillis(open.untilMillis()).setWhy(Strict.text(open.why()));
      case BreakerState.HalfOpen half -> {
        to.getHalfOpenBuilder().setSuccesses(half.successes());
        for (BreakerState.Probe probe : half.probes()) {
          to.getHalfOpenBuilder()
              .addProbesBuilder()
              .setId(probe.id())
              .setUntilMillis(probe.untilMillis());
        }
      }
      case BreakerState.Forced forced ->
          to.getForcedBuilder().setOpen(forced.open()).setBy(Strict.text(forced.by()));
    }
    return to.build();
  }

  public static BreakerState read(BreakerProto.BreakerState from) {
    long period = Strict.known(from).getPeriod();
    return switch (from.getKindCase()) {
      case CLOSED -> new BreakerState.Closed(period, tally(Strict.known(from.getClosed())));
      case OPEN -> {
        BreakerProto.BreakerOpen open = Strict.known(from.getOpen());
        yield new BreakerState.Open(period, open.getUntilMillis(), open.getWhy());
      }
      case HALF_OPEN -> {
        BreakerProto.BreakerHalfOpen half = Strict.known(from.getHalfOpen());
        yield new BreakerState.HalfOpen(
            period,
            half.getSuccesses(),
            half.getProbesList().stream().map(BreakerStateMapping::probe).toList());
      }
      case FORCED -> {
        BreakerProto.BreakerForced forced = Strict.known(from.getForced());
        yield new BreakerState.Forced(period, forced.getOpen(), forced.getBy());
      }
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }

  private static BreakerState.Probe probe(BreakerProto.BreakerProbe from) {
    return new BreakerState.Probe(Strict.known(from).getId(), from.getUntilMillis());
  }

  private static BreakerProto.BreakerClosed closed(Tally from) {
    BreakerProto.BreakerClosed.Builder to = BreakerProto.BreakerClosed.newBuilder();
    switch (from) {
      case Tally.Row row -> to.getRowBuilder().setFailures(row.failures());
      case ResultWindow window -> {
        to.getWindowBuilder()
            .setSize(window.size())
            .setResults(window.results())
            .setNext(window.next());
        for (long word : window.bits()) {
          to.getWindowBuilder().addBits(word);
        }
      }
    }
    return to.build();
  }

  private static Tally tally(BreakerProto.BreakerClosed from) {
    return switch (from.getTallyCase()) {
      case ROW -> new Tally.Row(Strict.known(from.getRow()).getFailures());
      case WINDOW -> {
        BreakerProto.ResultWindow window = Strict.known(from.getWindow());
        yield ResultWindow.restored(
            window.getSize(),
            window.getResults(),
            window.getNext(),
            window.getBitsList().stream().mapToLong(Long::longValue).toArray());
      }
      case TALLY_NOT_SET -> throw Strict.empty(from);
    };
  }

  static BreakerProto.BreakerStateName write(BreakerState.Name from) {
    return switch (from) {
      case CLOSED -> BreakerProto.BreakerStateName.BREAKER_STATE_NAME_CLOSED;
      case OPEN -> BreakerProto.BreakerStateName.BREAKER_STATE_NAME_OPEN;
      case HALF_OPEN -> BreakerProto.BreakerStateName.BREAKER_STATE_NAME_HALF_OPEN;
      case FORCED_OPEN -> BreakerProto.BreakerStateName.BREAKER_STATE_NAME_FORCED_OPEN;
      case FORCED_CLOSED -> BreakerProto.BreakerStateName.BREAKER_STATE_NAME_FORCED_CLOSED;
    };
  }

  static BreakerState.Name read(BreakerProto.BreakerStateName from) {
    return switch (from) {
      case BREAKER_STATE_NAME_CLOSED -> BreakerState.Name.CLOSED;
      case BREAKER_STATE_NAME_OPEN -> BreakerState.Name.OPEN;
      case BREAKER_STATE_NAME_HALF_OPEN -> BreakerState.Name.HALF_OPEN;
      case BREAKER_STATE_NAME_FORCED_OPEN -> BreakerState.Name.FORCED_OPEN;
      case BREAKER_STATE_NAME_FORCED_CLOSED -> BreakerState.Name.FORCED_CLOSED;
      case BREAKER_STATE_NAME_UNSPECIFIED, UNRECOGNIZED ->
          throw Strict.unspecified("state of a breaker", from);
    };
  }
}
