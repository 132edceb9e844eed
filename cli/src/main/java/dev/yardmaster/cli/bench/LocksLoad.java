package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.bench.Way.Member;
import dev.yardmaster.client.CoordinationException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Locks that are taken and given back by agents one at a time each, out of as many names as there
 * are agents. No two operations may hold one name at once, and its tokens must rise.
 */
final class LocksLoad implements Load {
  private static final String GRANTED = "granted";
  private static final String RELEASED = "released";

  static final Kind KIND = new Kind("lock", List.of(GRANTED, RELEASED), true, LocksLoad::new);

  private static final long NOBODY = 0;

  /** Spreads consecutive operations over the names. */
  private static final long STRIDE = 7_919;

  private final Course course;
  private final BlockingQueue<Member> free;
  private final AtomicLongArray holders;
  private final AtomicLongArray tokens;

  private LocksLoad(Course course) {
    this.course = course;
    this.free = new ArrayBlockingQueue<>(course.crew().size(), false, course.crew());
    this.holders = new AtomicLongArray(course.crew().size());
    this.tokens = new AtomicLongArray(course.crew().size());
  }

  @Override
  public void start() {}

  @Override
  public void begin(long number, long intendedNanos) {
    course.books().begin(number, intendedNanos);
    try {
      Member member = free.take(); // there is one, since no more are outstanding than members
      try {
        pair(member, number, intendedNanos);
      } catch (CoordinationException e) {
        course.fail(number, e);
      } finally {
        free.add(member);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pair(Member member, long number, long intendedNanos) {
    int name = (int) (number * STRIDE % holders.length());
    long token = member.acquire(course.id(name));
    course.figures().reached(GRANTED, intendedNanos);
    held(name, number, token);
    holders.set(name, NOBODY);
    member.release(token);
    course.end(RELEASED, number);
  }

  private void held(int name, long number, long token) {
    long other = holders.getAndSet(name, number + 1);
    if (other != NOBODY) {
      course
          .books()
          .broken(
              "lock %s was granted to operation %d while %d held it"
                  .formatted(course.id(name), number, other - 1));
    }
    long before = tokens.getAndSet(name, token);
    if (Long.compareUnsigned(token, before) <= 0) {
      course
          .books()
          .broken(
              "lock %s was granted under token %s after %s"
                  .formatted(
                      course.id(name),
                      Long.toUnsignedString(token),
                      Long.toUnsignedString(before)));
    }
  }

  @Override
  public List<String> discrepancies() {
    return List.of();
  }
}
