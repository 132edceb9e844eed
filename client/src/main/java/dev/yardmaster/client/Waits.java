package dev.yardmaster.client;

import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.resource.ReleaseCause;
import dev.yardmaster.core.wait.Outcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the holders of one session wait for and hold. Outcomes may arrive before whoever asked has
 * read the answer that names the wait: those are kept for a while.
 */
final class Waits {
  /** Outcomes nobody has asked for yet, the newest ones. */
  private static final int MAX_EARLY = 4_096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<FencingToken, CompletableFuture<Outcome>> open = new HashMap<>();
  private final Map<FencingToken, Outcome> early = new LinkedHashMap<>();
  private final Map<FencingToken, CompletableFuture<ReleaseCause>> held = new HashMap<>();
  private final Map<FencingToken, ReleaseCause> earlyLost = new LinkedHashMap<>();
  private @Nullable SessionEnd over;

  /** Completes with the outcome of a wait; exceptionally when the session is over first. */
  CompletableFuture<Outcome> outcome(FencingToken waitId) {
    lock.lock();
    try {
      Outcome known = early.remove(waitId);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
      if (over != null) {
        return CompletableFuture.failedFuture(overException(over));
      }
      return open.computeIfAbsent(waitId, id -> new CompletableFuture<>());
    } finally {
      lock.unlock();
    }
  }

  void ended(FencingToken waitId, Outcome outcome) {
    CompletableFuture<Outcome> waiting;
    lock.lock();
    try {
      waiting = open.remove(waitId);
      if (waiting == null) {
        remember(early, waitId, outcome);
      }
    } finally {
      lock.unlock();
    }
    if (waiting != null) {
      waiting.complete(outcome);
    }
  }

  /** Nobody waits for it any more. */
  void forget(FencingToken waitId) {
    lock.lock();
    try {
      open.remove(waitId);
      early.remove(waitId);
    } finally {
      lock.unlock();
    }
  }

  /** Completes when the grant is lost: it expired, was taken, or went with the session. */
  CompletableFuture<ReleaseCause> loss(FencingToken token) {
    lock.lock();
    try {
      ReleaseCause known = over != null ? ReleaseCause.EXPIRED : earlyLost.remove(token);
      return known != null
          ? CompletableFuture.completedFuture(known)
          : held.computeIfAbsent(token, id -> new CompletableFuture<>());
    } finally {
      lock.unlock();
    }
  }

  void lost(FencingToken token, ReleaseCause cause) {
    CompletableFuture<ReleaseCause> watching;
    lock.lock();
    try {
      watching = held.remove(token);
      if (watching == null) {
        remember(earlyLost, token, cause);
      }
    } finally {
      lock.unlock();
    }
    if (watching != null) {
      watching.complete(cause);
    }
  }

  /** Given back: its loss is of no interest any more. */
  void released(FencingToken token) {
    lock.lock();
    try {
      held.remove(token);
    } finally {
      lock.unlock();
    }
  }

  private static <T> void remember(Map<FencingToken, T> outcomes, FencingToken token, T outcome) {
    outcomes.put(token, outcome);
    if (outcomes.size() > MAX_EARLY) {
      outcomes.remove(outcomes.keySet().iterator().next());
    }
  }

  void over(SessionEnd cause) {
    Map<FencingToken, CompletableFuture<Outcome>> waiting;
    Map<FencingToken, CompletableFuture<ReleaseCause>> holding;
    lock.lock();
    try {
      over = cause;
      waiting = new HashMap<>(open);
      holding = new HashMap<>(held);
      open.clear();
      held.clear();
    } finally {
      lock.unlock();
    }
    waiting.values().forEach(future -> future.completeExceptionally(overException(cause)));
    holding.values().forEach(future -> future.complete(ReleaseCause.EXPIRED));
  }

  private static CoordinationException overException(SessionEnd cause) {
    return new CoordinationException(
        Refusal.staleToken(
            "The session is over (%s): what it waited for is off; register again"
                .formatted(cause)));
  }
}
