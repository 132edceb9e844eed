package dev.yardmaster.core.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keys ordered by the time at which they must be looked at again; derived from state, never logged.
 *
 * <p>Entries may be early, never late: whoever takes a key works out its real time and arms it
 * again if that lies ahead. So a renewal costs nothing until the old time has come. O(log n) per
 * call.
 */
public final class DueQueue<K> {
  private record Entry<K>(long dueMillis, long order, K key) implements Comparable<Entry<K>> {
    @Override
    public int compareTo(Entry<K> other) {
      int byTime = Long.compare(dueMillis, other.dueMillis);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry<K>> queue = new PriorityQueue<>();
  private final Map<K, Entry<K>> armed = new HashMap<>();
  private long order;

  /** Makes sure that the key is looked at no later than this; {@code Long.MAX_VALUE} is never. */
  public void arm(K key, long dueMillis) {
    if (dueMillis == Long.MAX_VALUE) {
      return;
    }
    Entry<K> entry = new Entry<>(dueMillis, order++, key);
    Entry<K> before = armed.putIfAbsent(key, entry);
    if (before == null || dueMillis < before.dueMillis) {
      if (before != null) {
        armed.put(key, entry);
      }
      queue.add(entry);
      if (queue.size() > 2 * armed.size() + 1_024) {
        queue.removeIf(queued -> !isCurrent(queued));
      }
    }
  }

  /** Forgets the key. */
  public void disarm(K key) {
    armed.remove(key);
  }

  /** Takes the first key whose time has come, or null. */
  public @Nullable K take(long nowMillis) {
    prune();
    Entry<K> head = queue.peek();
    if (head == null || head.dueMillis > nowMillis) {
      return null;
    }
    queue.poll();
    armed.remove(head.key);
    return head.key;
  }

  /** When the first key is due; {@code Long.MAX_VALUE} when there is none. */
  public long nextMillis() {
    prune();
    Entry<K> head = queue.peek();
    return head == null ? Long.MAX_VALUE : head.dueMillis;
  }

  /** Entries kept, those of forgotten keys included; bounded by twice the keys armed. */
  int entries() {
    return queue.size();
  }

  private boolean isCurrent(Entry<K> entry) {
    Entry<K> current = armed.get(entry.key);
    return current != null && current.order == entry.order;
  }

  private void prune() {
    Entry<K> head = queue.peek();
    while (head != null) {
      if (isCurrent(head)) {
        return;
      }
      queue.poll();
      head = queue.peek();
    }
  }
}
