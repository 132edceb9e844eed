package dev.yardmaster.protocol.api;

/** What an absent field of a question stands for, as its comment in the .proto file says. */
final class Absent {
  /** Most entries of one answer, where each may be long. */
  static final int FEW = 100;

  /** Most entries of one answer, where they are short. */
  static final int MANY = 1_000;

  private Absent() {}

  /** The limit asked for; the core checks its bounds. */
  static int limit(int asked, int absent) {
    return asked == 0 ? absent : asked;
  }
}
