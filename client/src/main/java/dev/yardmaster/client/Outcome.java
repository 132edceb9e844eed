package dev.yardmaster.client;

import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.Failure;
import java.util.List;

/** How an attempt ended, by the word of its handler. */
public sealed interface Outcome {
  record Succeeded(Payload result) implements Outcome {}

  record Failed(Failure failure, boolean retryable) implements Outcome {}

  /** One that counts only while locks are held. */
  record Guarded(Outcome outcome, List<Lock> locks) implements Outcome {
    public Guarded {
      locks = List.copyOf(locks);
    }
  }

  /**
   * The same, but it counts only if all these locks are still held when it is reported; otherwise
   * it has no effect and the attempt fails as {@code lock-lost}, to be tried again (R53). Leave the
   * locks open: what the attempt holds is given back when it ends.
   *
   * {@snippet :
   * Lock lock = manager.resources().acquire(task, LockRequest.exclusive("report.md"));
   * write(lock.token());
   * return Outcome.success().ifHolds(lock);
   * }
   */
  default Outcome ifHolds(Lock... locks) {
    return new Guarded(this, List.of(locks));
  }

  static Outcome success() {
    return new Succeeded(Payload.EMPTY);
  }

  static Outcome success(Payload result) {
    return new Succeeded(result);
  }

  /** Another attempt may follow. */
  static Outcome failure(String type, String message) {
    return new Failed(new Failure(type, message), true);
  }

  /** No other attempt would help. */
  static Outcome fatal(String type, String message) {
    return new Failed(new Failure(type, message), false);
  }
}
