package dev.yardmaster.engine;

import dev.yardmaster.engine.log.CommandLog;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a driver is made of.
 *
 * @param machines makes an empty machine
 * @param entropy unpredictable bits
 * @param replies completes callers' stages; never the driver's thread, for callers may act on it
 * @param takeOver how leadership is first taken
 */
record ShardParts(
    int shard,
    CommandLog log,
    Supplier<Machine> machines,
    TimeSource time,
    LongSupplier entropy,
    Executor replies,
    TakeOver takeOver) {
  /**
   * How leadership is first taken.
   *
   * @param increment of the incarnation; 4,096 after a restore, so that tokens rise above all that
   *     the lost log may have issued
   * @param endsInProcessSessions whether the former process is proven dead, and with it the agents
   *     that lived in it (R13)
   * @param done called when it is committed
   */
  record TakeOver(int increment, boolean endsInProcessSessions, Runnable done) {}
}
