package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.bench.Way.Member;
import dev.yardmaster.client.CoordinationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Joins and dismisses agents, some at a time. */
final class Crew {
  /** Who join or leave at the same time. */
  private static final int AT_ONCE = 64;

  private Crew() {}

  /** Joins agents; when one is refused, those that joined leave again. */
  static List<Member> join(Way way, String prefix, Shape shape) throws InterruptedException {
    List<Member> joined = new ArrayList<>();
    try {
      each(shape.agents(), i -> way.join(prefix + "agent-" + i, shape.slots()), joined);
      return joined;
    } catch (CoordinationException | InterruptedException e) {
      dismiss(joined);
      throw e;
    }
  }

  /** They leave; how many could not. */
  static int dismiss(List<Member> crew) throws InterruptedException {
    List<Boolean> left = new ArrayList<>();
    each(
        crew.size(),
        i -> {
          try {
            crew.get(i).leave();
            return true;
          } catch (CoordinationException e) {
            return false; // its session ends by silence
          }
        },
        left);
    return (int) left.stream().filter(gone -> !gone).count();
  }

  /** Makes so many, in order; what was made before one failed is there too. */
  private static <T> void each(int count, IntFunction<T> make, List<T> made)
      throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("bench-crew").factory());
    try (threads) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        futures.add(threads.submit(() -> make.apply(number)));
      }
      CoordinationException refused = null;
      for (Future<T> future : futures) {
        try {
          made.add(future.get());
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof CoordinationException no)) {
            throw new IllegalStateException(e.getCause());
          }
          refused = refused == null ? no : refused;
        }
      }
      if (refused != null) {
        throw refused;
      }
    }
  }
}
