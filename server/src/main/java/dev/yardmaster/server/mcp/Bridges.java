package dev.yardmaster.server.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which agents joined through which bridges in the era without sessions. It says how long they
 * live, and nothing of who calls: that is the handle's to say. Thread-safe.
 */
final class Bridges {
  /** Beyond it the agents of bridges heard of longest ago live as if each call were their last. */
  static final int MAX = 10_000;

  /** Beyond it the same is true of the agents that joined first through one bridge. */
  static final int MAX_AGENTS = 64;

  private final ReentrantLock lock = new ReentrantLock();

  /** By bridge, those heard of longest ago first; then by workspace and agent, in joining order. */
  private final Map<String, Map<String, Seat>> seats = new LinkedHashMap<>(16, 0.75f, true);

  void seat(String bridge, Seat seat) {
    lock.lock();
    try {
      Map<String, Seat> joined = seats.computeIfAbsent(bridge, b -> new LinkedHashMap<>());
      String agent = seat.workspace() + "/" + seat.agent();
      joined.remove(agent);
      joined.put(agent, seat);
      dropFirst(joined, MAX_AGENTS);
      dropFirst(seats, MAX);
    } finally {
      lock.unlock();
    }
  }

  private static void dropFirst(Map<String, ?> map, int max) {
    if (map.size() > max) {
      map.remove(map.keySet().iterator().next());
    }
  }

  /** The visitor's own agents that joined through its bridge. */
  List<Seat> of(Visitor visitor) {
    lock.lock();
    try {
      return visitor.bridge() == null
          ? List.of()
          : seats.getOrDefault(visitor.bridge(), Map.of()).values().stream()
              .filter(seat -> seat.principal().equals(visitor.connection().principal()))
              .toList();
    } finally {
      lock.unlock();
    }
  }

  /** The same, which are forgotten. */
  List<Seat> forget(Visitor visitor) {
    lock.lock();
    try {
      List<Seat> own = of(visitor);
      Map<String, Seat> joined = visitor.bridge() == null ? null : seats.get(visitor.bridge());
      if (joined != null) {
        joined.values().removeAll(own);
        if (joined.isEmpty()) {
          seats.remove(visitor.bridge());
        }
      }
      return own;
    } finally {
      lock.unlock();
    }
  }
}
