package dev.yardmaster.engine;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.engine.log.CommandLog;
import dev.yardmaster.engine.log.LogException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The commit pipeline: batches decided and not yet released, oldest first. A batch is released when
 * its record is committed, or without one when the read barrier has returned, and every earlier one
 * is released. Owned by the driver's thread.
 */
final class InFlight {
  private final CommandLog log;
  private final Signals signals;
  private final Replies replies;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();

  InFlight(CommandLog log, Signals signals, Replies replies) {
    this.log = log;
    this.signals = signals;
    this.replies = replies;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  int size() {
    return batches.size();
  }

  /** Sends a batch on its way. */
  void add(Batch batch) {
    batches.add(batch);
    byte[] bytes = batch.bytes();
    if (bytes == null) {
      askBarrier(batch);
    } else {
      propose(batch, bytes);
    }
  }

  private void propose(Batch batch, byte[] bytes) {
    log.append(bytes)
        .whenComplete((index, failure) -> {
          if (failure != null) {
            signals.postNow(new Signal.AppendFailed(batch, asLogException(failure)));
          }
        });
  }

  private void askBarrier(Batch batch) {
    CompletableFuture<Void> barrier = log.readBarrier().toCompletableFuture();
    if (barrier.isDone() && !barrier.isCompletedExceptionally()) {
      settle(batch);
    } else {
      var unused =
          barrier.whenComplete(
              (nothing, failure) -> signals.postNow(new Signal.BarrierReturned(batch, failure)));
    }
  }

  private static LogException asLogException(Throwable failure) {
    Throwable cause = failure.getCause();
    if (failure instanceof LogException known) {
      return known;
    } else if (cause instanceof LogException known) {
      return known;
    }
    return new LogException(LogException.Kind.STORAGE_FAILED, String.valueOf(failure), failure);
  }

  boolean contains(Batch batch) {
    return batches.contains(batch);
  }

  /** The batch whose own record this is, if it is the next to be committed. */
  @Nullable Batch ownerOf(byte[] bytes) {
    for (Batch batch : batches) {
      if (batch.isLogged() && !batch.isSettled()) {
        return batch.owns(bytes) ? batch : null;
      }
    }
    return null;
  }

  /** A batch's own condition is met; releases what may be released now. */
  void settle(Batch batch) {
    batch.settle();
    releaseSettled();
  }

  private void releaseSettled() {
    while (!batches.isEmpty() && batches.element().isSettled()) {
      replies.release(batches.remove().requests());
    }
  }

  void barrierReturned(Signal.BarrierReturned returned) {
    Batch batch = returned.batch();
    if (!contains(batch)) {
      return;
    }
    if (returned.failure() == null) {
      settle(batch);
    } else {
      // Nothing was logged, so nothing happened; but whether this node still leads is not known.
      batches.remove(batch);
      replies.refuse(batch.requests(), Refusals.unavailable("this node may not lead any more"));
      releaseSettled();
    }
  }

  /**
   * Takes back a batch that was certainly not appended, and those decided upon it, which can only
   * be skipped should they be. What changed nothing is returned, to be decided again.
   */
  List<Pending> takeBack(Batch failed, Refusal refusal) {
    List<Pending> refused = new ArrayList<>();
    List<Pending> again = new ArrayList<>();
    boolean after = false;
    for (Batch batch : List.copyOf(batches)) {
      after |= batch == failed;
      if (after) {
        batches.remove(batch);
        for (Pending request : batch.requests()) {
          (request.logged() ? refused : again).add(request);
        }
      }
    }
    replies.refuse(refused, refusal);
    releaseSettled();
    return again;
  }

  /** Ends all without knowing what became of the records. */
  void abandon(Refusal unknown, Refusal nothingHappened) {
    for (Batch batch : batches) {
      for (Pending request : batch.requests()) {
        replies.refuse(List.of(request), request.logged() ? unknown : nothingHappened);
      }
    }
    batches.clear();
  }
}
