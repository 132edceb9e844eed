package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Refusal;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The way of outcomes to their callers; never on the driver's thread, for callers may act on it.
 */
final class Replies {
  private final Executor executor;

  Replies(Executor executor) {
    this.executor = executor;
  }

  /** Tells what was decided. */
  void release(List<Pending> requests) {
    if (!requests.isEmpty()) {
      executor.execute(() -> requests.forEach(Pending::release));
    }
  }

  /** Tells that they were refused instead, whatever was decided. */
  void refuse(List<Pending> requests, Refusal refusal) {
    if (!requests.isEmpty()) {
      executor.execute(() -> requests.forEach(request -> request.refuse(refusal)));
    }
  }
}
