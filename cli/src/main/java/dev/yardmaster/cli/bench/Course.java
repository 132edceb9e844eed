package dev.yardmaster.cli.bench;

import java.util.List;

/**
 * What the operations of one run share.
 *
 * @param prefix of all ids of this run, so that two runs in one workspace do not meet
 */
record Course(
    Way way, List<Way.Member> crew, String prefix, Pace pace, Figures figures, Books books) {
  String id(long number) {
    return prefix + number;
  }

  /** The number in an id; -1 for an id that is none of this run's. */
  long number(String id) {
    if (!id.startsWith(prefix)) {
      return -1;
    }
    try {
      return Long.parseLong(id.substring(prefix.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** A stage that ends its operation was reached, if it had not been before. */
  void end(String stage, long number) {
    long now = System.nanoTime();
    Long intended = books.end(number);
    if (intended != null) {
      figures.reached(stage, intended, now);
      figures.over();
      pace.over();
    }
  }

  /** An operation came to nothing. */
  void fail(long number, RuntimeException why) {
    books.fail(number, String.valueOf(why.getMessage()));
    pace.over();
  }
}
