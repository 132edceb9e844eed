package dev.yardmaster.core.placement;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A priority queue for elements that mostly come in their order already: those that do form a
 * sorted run, where adding and taking cost O(1); a heap takes the others. A heap of a million would
 * miss the cache at each of its twenty levels.
 *
 * <p>Elements that ceased to be wanted are dropped when they come to the front.
 */
final class OrderedQueue<E> {
  private final Comparator<? super E> order;
  private final Predicate<? super E> wanted;
  private final Deque<E> run = new ArrayDeque<>();
  private final PriorityQueue<E> others;

  OrderedQueue(Comparator<? super E> order, Predicate<? super E> wanted) {
    this.order = order;
    this.wanted = wanted;
    this.others = new PriorityQueue<>(order);
  }

  /** Elements in the queue, unwanted ones included. */
  int size() {
    return run.size() + others.size();
  }

  void add(E element) {
    if (run.isEmpty() || order.compare(element, run.getLast()) >= 0) {
      run.addLast(element);
    } else if (order.compare(element, run.getFirst()) <= 0) {
      run.addFirst(element);
    } else {
      others.add(element);
    }
  }

  void addAll(Collection<? extends E> elements) {
    elements.forEach(this::add);
  }

  /** The first wanted element, which stays, or null. */
  @Nullable E first() {
    E element = peek();
    while (element != null && !wanted.test(element)) {
      poll();
      element = peek();
    }
    return element;
  }

  /** Takes the first wanted element, or null. */
  @Nullable E take() {
    return first() == null ? null : poll();
  }

  void dropUnwanted() {
    run.removeIf(wanted.negate());
    others.removeIf(wanted.negate());
  }

  private @Nullable E peek() {
    return isRunNext() ? run.peekFirst() : others.peek();
  }

  private @Nullable E poll() {
    return isRunNext() ? run.pollFirst() : others.poll();
  }

  private boolean isRunNext() {
    E ofRun = run.peekFirst();
    E other = others.peek();
    return other == null || (ofRun != null && order.compare(ofRun, other) <= 0);
  }
}
