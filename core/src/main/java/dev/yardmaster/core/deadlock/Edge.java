package dev.yardmaster.core.deadlock;

import dev.yardmaster.core.wait.Wait;
import org.jspecify.annotations.Nullable;

/**
 * One waits for another.
 *
 * @param via the wait that makes it, or null where a task waits by itself
 * @param why what for, in words
 * @param shortage the permits that are missing, of which {@code to} has some; null if {@code to}
 *     must go whatever others do
 */
public record Edge(Node from, Node to, @Nullable Wait via, String why, @Nullable Missing shortage) {
  /**
   * Permits that some holders together must give back.
   *
   * @param permits how many of them {@code to} has
   * @param needed how many must come back from all holders together
   */
  public record Missing(String resource, long permits, long needed) {}

  @Override
  public String toString() {
    return "%s waits for %s (%s)".formatted(from, to, why);
  }
}
