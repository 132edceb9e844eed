package dev.yardmaster.core.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The edges from one task to those that wait for it, in order of arrival; the settled ones are
 * always the first. Adding, removing and moving on are O(1), so that a million dependents stall
 * nobody.
 */
final class Dependents {
  private @Nullable Edge head;
  private @Nullable Edge tail;
  private int size;
  private int settled;
  private @Nullable Edge firstUnsettled;
  private int revived = -1;
  private @Nullable Edge nextToRevive;

  int size() {
    return size;
  }

  int settled() {
    return settled;
  }

  /** How many were looked at since the task was retried; -1 when none are to be looked at. */
  int revived() {
    return revived;
  }

  void add(Edge edge) {
    edge.previous = tail;
    if (tail == null) {
      head = edge;
    } else {
      tail.next = edge;
    }
    tail = edge;
    size++;
    if (firstUnsettled == null) {
      firstUnsettled = edge;
    }
  }

  void remove(Edge edge) {
    if (edge.isSettled()) {
      settled--;
    }
    if (edge == firstUnsettled) {
      firstUnsettled = edge.next;
    }
    if (revived >= 0) {
      if (edge == nextToRevive) {
        nextToRevive = edge.next;
      } else if (precedes(edge)) {
        revived--;
      }
    }
    if (edge.previous == null) {
      head = edge.next;
    } else {
      edge.previous.next = edge.next;
    }
    if (edge.next == null) {
      tail = edge.previous;
    } else {
      edge.next.previous = edge.previous;
    }
    size--;
  }

  /** Whether an edge lies before the revival's cursor; walks, but a revival is rare and short. */
  private boolean precedes(Edge edge) {
    for (Edge e = nextToRevive; e != null; e = e.next) {
      if (e == edge) {
        return false;
      }
    }
    return true;
  }

  /** The next edges to settle, at most this many. */
  List<Edge> unsettled(int most) {
    return take(firstUnsettled, most);
  }

  /** Settles edges until this many are, and names the dependents. */
  void settleTo(int count, Consumer<Task> told) {
    while (settled < count) {
      Edge edge = firstUnsettled;
      if (edge == null) {
        throw new IllegalStateException("Expected %d dependents, got %d".formatted(count, settled));
      }
      edge.settled(true);
      edge.dependent().settleOne();
      settled++;
      firstUnsettled = edge.next;
      told.accept(edge.dependent());
    }
  }

  /**
   * The task began anew: every dependent waits for it again, and skipped ones are to be revived.
   */
  void unsettle() {
    for (Edge edge = head; edge != null && edge.isSettled(); edge = edge.next) {
      edge.settled(false);
      edge.dependent().unsettleOne();
    }
    settled = 0;
    firstUnsettled = head;
    revived = head == null ? -1 : 0;
    nextToRevive = head;
  }

  List<Edge> toRevive(int most) {
    return take(nextToRevive, most);
  }

  void revivedTo(int count) {
    while (revived < count && nextToRevive != null) {
      nextToRevive = nextToRevive.next;
      revived++;
    }
    if (nextToRevive == null) {
      revived = -1;
    }
  }

  /** Puts the cursors where a snapshot says they stood; all edges are linked. */
  void restore(int settledCount, int revivedCount) {
    firstUnsettled = head;
    while (settled < settledCount && firstUnsettled != null) {
      firstUnsettled.settled(true);
      settled++;
      firstUnsettled = firstUnsettled.next;
    }
    revived = revivedCount < 0 ? -1 : 0;
    nextToRevive = head;
    if (revivedCount > 0) {
      revivedTo(revivedCount);
    }
  }

  List<Edge> toAll() {
    return take(head, size);
  }

  private static List<Edge> take(@Nullable Edge from, int most) {
    List<Edge> edges = new ArrayList<>(Math.min(most, 16));
    for (Edge edge = from; edge != null && edges.size() < most; edge = edge.next) {
      edges.add(edge);
    }
    return edges;
  }
}
