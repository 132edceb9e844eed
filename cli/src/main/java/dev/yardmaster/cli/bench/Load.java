package dev.yardmaster.cli.bench;

import java.util.List;
import java.util.function.Function;

/** What is done to the server: one kind of operation, over and over. Thread-safe. */
sealed interface Load permits TasksLoad, LocksLoad, MessagesLoad {
  /** The crew begins to take what comes. */
  void start();

  /** Begins an operation; called on a virtual thread of its own. */
  void begin(long number, long intendedNanos);

  /** What does not add up by the server's own count, in sentences; asked when all is over. */
  List<String> discrepancies();

  /**
   * A load before it is on its course.
   *
   * @param noun what one operation is about
   * @param stages of one operation, in order; with the last it is over
   * @param oneEach whether an agent does one operation at a time
   */
  record Kind(String noun, List<String> stages, boolean oneEach, Function<Course, Load> make) {}
}
