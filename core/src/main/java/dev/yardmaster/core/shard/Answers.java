package dev.yardmaster.core.shard;

import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Reply;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The remembered answers of one client session, by sequence: a ring, since they lie close together
 * above the lowest unanswered one. Grows up to {@link RequestKey#MAX_OUTSTANDING} slots.
 */
final class Answers {
  private @Nullable Reply[] ring = new Reply[4];
  private long lowest = 1;
  private int count;
  private long hash;

  int count() {
    return count;
  }

  /** No answer below this is remembered or taken any more. */
  long lowest() {
    return lowest;
  }

  /** Of all that is remembered, whatever the order in which it came. */
  long hash() {
    return hash;
  }

  @Nullable Reply get(long sequence) {
    return sequence < lowest || sequence - lowest >= ring.length ? null : ring[slot(sequence)];
  }

  /** Remembers an answer at or above the lowest, near enough to it. */
  void put(long sequence, Reply reply) {
    if (sequence < lowest || sequence - lowest >= RequestKey.MAX_OUTSTANDING) {
      throw new IllegalStateException(
          "S2: expected a sequence of %d to %d, got %d"
              .formatted(lowest, lowest + RequestKey.MAX_OUTSTANDING - 1, sequence));
    }
    while (sequence - lowest >= ring.length) {
      grow();
    }
    forget(sequence);
    ring[slot(sequence)] = reply;
    count++;
    hash += hash(sequence, reply);
  }

  /** Forgets answers below a sequence; never goes back. */
  void dropBelow(long sequence) {
    if (sequence - lowest >= ring.length) {
      Arrays.fill(ring, null);
      count = 0;
      hash = 0;
      lowest = sequence;
    }
    while (lowest < sequence) {
      forget(lowest);
      lowest++;
    }
  }

  private void forget(long sequence) {
    Reply known = ring[slot(sequence)];
    if (known != null) {
      ring[slot(sequence)] = null;
      count--;
      hash -= hash(sequence, known);
    }
  }

  private static long hash(long sequence, Reply reply) {
    return Hashing.fold(Hashing.fold(42, sequence), ReplyHash.of(reply));
  }

  void forEach(BiConsumer<Long, Reply> action) {
    for (long sequence = lowest; sequence - lowest < ring.length; sequence++) {
      Reply reply = ring[slot(sequence)];
      if (reply != null) {
        action.accept(sequence, reply);
      }
    }
  }

  private int slot(long sequence) {
    return (int) (sequence & (ring.length - 1));
  }

  private void grow() {
    @Nullable Reply[] former = ring;
    ring = new Reply[former.length * 2];
    for (long sequence = lowest; sequence - lowest < former.length; sequence++) {
      ring[slot(sequence)] = former[(int) (sequence & (former.length - 1))];
    }
  }
}
