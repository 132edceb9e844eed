package dev.yardmaster.core.graph;

import java.util.Arrays;

/** A growing array of ints. */
final class IntList {
  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int get(int position) {
    return values[position];
  }

  int removeLast() {
    return values[--size];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Ascending copy. */
  int[] sorted() {
    int[] copy = toArray();
    Arrays.sort(copy);
    return copy;
  }
}
