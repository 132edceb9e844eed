package dev.yardmaster.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What was begun and what became of it: each operation must be over once, and none that was never
 * begun. Thread-safe; remembers only what is open.
 */
final class Books {
  /** Operations by their numbers, with the moments they should have begun at. */
  private final ConcurrentHashMap<Long, Long> open = new ConcurrentHashMap<>();

  private final String what;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong doubled = new AtomicLong();
  private final AtomicLong strange = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private final AtomicReference<@Nullable String> broken = new AtomicReference<>();

  /** Books of things of this name, such as {@code task}. */
  Books(String what) {
    this.what = what;
  }

  void begin(long number, long intendedNanos) {
    open.put(number, intendedNanos);
    begun.accumulateAndGet(number + 1, Math::max);
  }

  /** When an open operation should have begun; null for one that is not open. */
  @Nullable Long intended(long number) {
    return open.get(number);
  }

  /** It is over; when it should have begun, or null where it was over already or never begun. */
  @Nullable Long end(long number) {
    Long intended = open.remove(number);
    if (intended != null) {
      ended.incrementAndGet();
    } else {
      (number >= 0 && number < begun.get() ? doubled : strange).incrementAndGet();
    }
    return intended;
  }

  /** It was never begun on the other side, as far as is known. */
  void fail(long number, String why) {
    if (open.remove(number) != null) {
      failed(why);
    }
  }

  /** A call failed; what it was about may yet be over. */
  void failed(String why) {
    failed.incrementAndGet();
    firstFailure.compareAndSet(null, why);
  }

  /** Something was seen that must never be. */
  void broken(String how) {
    broken.compareAndSet(null, how);
  }

  int open() {
    return open.size();
  }

  long ended() {
    return ended.get();
  }

  long failures() {
    return failed.get();
  }

  /** What failed first; empty for nothing. */
  String firstFailure() {
    String first = firstFailure.get();
    return first == null ? "" : first;
  }

  /** What does not add up, in sentences. */
  List<String> discrepancies() {
    List<String> found = new ArrayList<>();
    if (!open.isEmpty()) {
      found.add(
          "%,d of %,d %ss were not over in time, among them number %d"
              .formatted(open.size(), begun.get(), what, open.keySet().iterator().next()));
    }
    if (doubled.get() > 0) {
      found.add("%,d times a %s was over that was over already".formatted(doubled.get(), what));
    }
    if (strange.get() > 0) {
      found.add("%,d times a %s was over that was never begun".formatted(strange.get(), what));
    }
    String how = broken.get();
    if (how != null) {
      found.add(how);
    }
    return found;
  }
}
