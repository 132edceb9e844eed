package dev.yardmaster.cli.process;

import java.io.IOException;
import java.util.ArrayDeque;

/** The steps that take back a start that fails half-way, last first; cleared once it succeeded. */
final class Undo implements AutoCloseable {

  private final ArrayDeque<AutoCloseable> steps = new ArrayDeque<>();

  void add(AutoCloseable step) {
    steps.push(step);
  }

  void clear() {
    steps.clear();
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable step : steps) {
      try {
        step.close();
      } catch (Exception e) {
        throw new IOException("Could not clean up after a failed start", e);
      }
    }
  }
}
