package dev.yardmaster.engine;

import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.engine.log.LogListener;
import dev.yardmaster.engine.log.LogSnapshot;

/**
 * The driver's ear at the log: acts at once while the driver's own thread opens the log, else
 * leaves a signal.
 */
final class FromLog implements LogListener {
  private final Thread driver;
  private final Replica replica;
  private final Signals signals;
  private volatile boolean opening = true;

  FromLog(Thread driver, Replica replica, Signals signals) {
    this.driver = driver;
    this.replica = replica;
    this.signals = signals;
  }

  /** The log is open: from now on everything is a signal. */
  void opened() {
    opening = false;
  }

  private boolean isOpening() {
    return opening && Thread.currentThread() == driver;
  }

  @Override
  public void restore(LogSnapshot snapshot) throws LogException {
    if (isOpening()) {
      replica.restore(snapshot);
    } else {
      signals.post(new Signal.Overtaken());
    }
  }

  @Override
  public void committed(long index, byte[] record) {
    if (isOpening()) {
      replica.replay(index, record);
    } else {
      signals.post(new Signal.Committed(index, record));
    }
  }

  @Override
  public void leadershipGained() {
    signals.postNow(new Signal.LeadershipGained());
  }

  @Override
  public void leadershipLost(LogException reason) {
    signals.postNow(new Signal.LeadershipLost(reason));
  }

  @Override
  public void writable(boolean writable) {
    signals.postNow(new Signal.Writable(writable));
  }
}
