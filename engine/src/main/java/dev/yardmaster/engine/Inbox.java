package dev.yardmaster.engine;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait for the driver: bounded by expected wait (O1), fair between lanes (O2).
 *
 * <p>A lane is one agent or principal of one workspace. Lanes that wait are served in turn, one
 * request each, so that however long one is, a request in another waits for one round only.
 */
final class Inbox {
  private static final int KEPT_IDLE_LANES = 4_096;
  private static final double RATE_WEIGHT = 0.1;

  private final InboxOptions options;
  private final Runnable wakeDriver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<WorkspaceId, Map<Object, Lane>> lanes = new HashMap<>();
  private final ArrayDeque<Lane> turns = new ArrayDeque<>();
  private int laneCount;
  private int waiting;
  private long bytes;
  private double perMillis;
  private int room;
  private @Nullable Refusal closed;

  Inbox(InboxOptions options, Runnable wakeDriver) {
    this.options = options;
    this.wakeDriver = wakeDriver;
    this.room = options.minCommands();
  }

  private static final class Lane {
    final WorkspaceId workspace;
    final Object key;
    final ArrayDeque<Pending> queue = new ArrayDeque<>();

    Lane(WorkspaceId workspace, Object key) {
      this.workspace = workspace;
      this.key = key;
    }
  }

  /** Lets a request wait, or refuses it at once. */
  void offer(Pending pending) {
    Refusal refusal = tryOffer(pending);
    if (refusal != null) {
      pending.refuse(refusal);
    } else {
      wakeDriver.run();
    }
  }

  private @Nullable Refusal tryOffer(Pending pending) {
    if (pending.weight() > Weights.MAX) {
      return Refusals.tooLarge(pending.weight());
    }
    lock.lock();
    try {
      if (closed != null) {
        return closed;
      }
      Lane lane = lane(pending);
      boolean quiet = lane.queue.size() < options.quietLane();
      if (waiting >= (quiet ? room : room - room / 8)
          || bytes + pending.weight() > options.maxBytes()) {
        return Refusals.full(waiting, retryAfterMillis());
      }
      if (lane.queue.isEmpty()) {
        turns.add(lane);
      }
      lane.queue.add(pending);
      waiting++;
      bytes += pending.weight();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private Lane lane(Pending pending) {
    Map<Object, Lane> ofWorkspace =
        lanes.computeIfAbsent(pending.workspace(), w -> new HashMap<>());
    Object key = pending.lane();
    Lane lane = ofWorkspace.get(key);
    if (lane == null) {
      lane = new Lane(pending.workspace(), key);
      ofWorkspace.put(key, lane);
      laneCount++;
    }
    return lane;
  }

  /**
   * What waits.
   *
   * @param room most that may wait at the measured rate
   */
  record Load(int waiting, int room, long expectedWaitMillis) {}

  Load load() {
    lock.lock();
    try {
      long wait = perMillis <= 0 ? 0 : (long) (waiting / perMillis);
      return new Load(waiting, room, wait);
    } finally {
      lock.unlock();
    }
  }

  /** How long the backlog will take at the measured rate. */
  private long retryAfterMillis() {
    return perMillis <= 0
        ? options.expectedWaitMillis()
        : Math.min(10_000, 1 + (long) (waiting / perMillis));
  }

  /** Moves requests to the driver in fair order, until one of the bounds is reached. */
  void drainTo(List<Pending> batch, int maxCommands, int maxBytes) {
    lock.lock();
    try {
      int taken = 0;
      long weight = 0;
      Lane lane = turns.peek();
      while (lane != null && taken < maxCommands && weight < maxBytes) {
        turns.remove();
        Pending next = lane.queue.remove();
        batch.add(next);
        taken++;
        weight += next.weight();
        if (!lane.queue.isEmpty()) {
          turns.add(lane);
        } else if (laneCount > KEPT_IDLE_LANES) {
          drop(lane);
        }
        lane = turns.peek();
      }
      waiting -= taken;
      bytes -= weight;
    } finally {
      lock.unlock();
    }
  }

  private void drop(Lane lane) {
    Map<Object, Lane> ofWorkspace = lanes.get(lane.workspace);
    if (ofWorkspace != null && ofWorkspace.remove(lane.key) != null) {
      laneCount--;
      if (ofWorkspace.isEmpty()) {
        lanes.remove(lane.workspace);
      }
    }
  }

  /** Learns the rate of service, and with it how much may wait. */
  void served(int commands, long nanos) {
    if (commands == 0 || nanos <= 0) {
      return;
    }
    double now = commands * 1e6 / nanos;
    lock.lock();
    try {
      perMillis = perMillis == 0 ? now : perMillis + RATE_WEIGHT * (now - perMillis);
      double target = perMillis * options.expectedWaitMillis();
      room = (int) Math.max(options.minCommands(), Math.min(options.maxCommands(), target));
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiting == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses every later request; those waiting stay. */
  void close(Refusal reason) {
    lock.lock();
    try {
      closed = reason;
    } finally {
      lock.unlock();
    }
  }
}
