package dev.yardmaster.core.graph;

import java.util.Arrays;

/**
 * An ordered set of slots: a 64-ary tree of bitmaps, so that add, remove and "the next one from
 * here" touch at most {@value #LEVELS} words each, however sparse the set is.
 */
final class SlotSet {
  static final int NONE = -1;

  /** Slots are below this bound: 64 to the power of the number of levels. */
  static final int MAX_SLOTS = 1 << 24;

  private static final int LEVELS = 4;

  /** A bit of level k + 1 is set exactly if the word of level k it stands for is not zero. */
  private final long[][] levels = new long[LEVELS][1];

  private int size;

  int size() {
    return size;
  }

  boolean contains(int slot) {
    long[] words = levels[0];
    return slot >>> 6 < words.length && (words[slot >>> 6] & (1L << slot)) != 0;
  }

  void add(int slot) {
    if (contains(slot)) {
      return;
    }
    size++;
    int at = slot;
    for (int level = 0; level < LEVELS; level++) {
      if (at >>> 6 >= levels[level].length) {
        int length = Math.max((at >>> 6) + 1, levels[level].length * 2);
        levels[level] = Arrays.copyOf(levels[level], length);
      }
      levels[level][at >>> 6] |= 1L << at;
      at >>>= 6;
    }
  }

  void remove(int slot) {
    if (!contains(slot)) {
      return;
    }
    size--;
    int at = slot;
    for (int level = 0; level < LEVELS; level++) {
      levels[level][at >>> 6] &= ~(1L << at);
      if (levels[level][at >>> 6] != 0) {
        return;
      }
      at >>>= 6;
    }
  }

  /** The smallest slot of the set that is {@code from} or above, else {@link #NONE}. */
  int next(int from) {
    int at = from;
    for (int level = 0; level < LEVELS; level++) {
      int word = at >>> 6;
      if (word >= levels[level].length) {
        return NONE;
      }
      long bits = levels[level][word] & (-1L << at);
      if (bits != 0) {
        int found = (word << 6) + Long.numberOfTrailingZeros(bits);
        for (int below = level - 1; below >= 0; below--) {
          found = (found << 6) + Long.numberOfTrailingZeros(levels[below][found]);
        }
        return found;
      }
      at = word + 1;
    }
    return NONE;
  }
}
