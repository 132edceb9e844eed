package dev.yardmaster.server.mcp;

import dev.yardmaster.protocol.connection.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The agents of MCP sessions, at most one each. Thread-safe. */
final class Sessions {
  /** Beyond it those used longest ago must show their handles. */
  static final int MAX = 10_000;

  private final ReentrantLock lock = new ReentrantLock();

  /** By session id, those used longest ago first. */
  private final Map<String, Seat> seats = new LinkedHashMap<>(16, 0.75f, true);

  void sit(String session, Seat seat) {
    lock.lock();
    try {
      seats.put(session, seat);
      if (seats.size() > MAX) {
        seats.remove(seats.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a seat that nobody has; whoever sits there stays. */
  void sitIfFree(String session, Seat seat) {
    lock.lock();
    try {
      if (!seats.containsKey(session)) {
        sit(session, seat);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The seat of a session, if it is this caller's. */
  @Nullable Seat find(@Nullable String session, Connection caller) {
    lock.lock();
    try {
      Seat seat = session == null ? null : seats.get(session);
      return seat == null || !seat.principal().equals(caller.principal()) ? null : seat;
    } finally {
      lock.unlock();
    }
  }

  void forget(String session) {
    lock.lock();
    try {
      seats.remove(session);
    } finally {
      lock.unlock();
    }
  }
}
