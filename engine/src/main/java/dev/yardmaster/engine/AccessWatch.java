package dev.yardmaster.engine;

import dev.yardmaster.core.access.AccessEvent.CredentialRevoked;
import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the core before a watch or an attachment opens, and ends it when its credential is revoked
 * or expires (X5): at once when the revocation is committed, and within {@link #PERIOD} and a query
 * otherwise, for each credential in use is asked about again and again.
 *
 * <p>What a valid credential allows never changes, so one question for each is enough.
 */
final class AccessWatch implements AutoCloseable {
  static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private final Driver driver;
  private final Map<CredentialId, Set<Open>> open = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private @Nullable Thread thread;

  AccessWatch(Driver driver) {
    this.driver = driver;
  }

  /** What is to be opened, by whom. */
  record Asked(
      WorkspaceId workspace, Principal principal, Authority authority, Query.OfAccess access) {}

  private record Open(Asked asked, Consumer<Refusal> end) {}

  /** Begins to ask again. */
  void start() {
    thread =
        Thread.ofVirtual()
            .name("yardmaster-access")
            .start(() -> {
              while (!closed) {
                LockSupport.parkNanos(PERIOD.toNanos());
                askAgain();
              }
            });
  }

  /**
   * Waits for the core's answer, then remembers what was opened until the returned action is run.
   *
   * @param end ends what was opened; on any thread, at most once
   * @throws RefusedException DENIED, NOT_FOUND where there is no such workspace or agent, or
   *     UNAVAILABLE
   */
  Runnable enter(Asked asked, Consumer<Refusal> end) throws InterruptedException {
    Refusal refusal = ask(asked);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    if (!(asked.authority() instanceof Authority.OfCredential of)) {
      return () -> {};
    }
    Open opened = new Open(asked, end);
    open.compute(
        of.id(),
        (id, others) -> {
          Set<Open> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(opened);
          return all;
        });
    return () ->
        open.computeIfPresent(
            of.id(),
            (id, others) -> {
              others.remove(opened);
              return others.isEmpty() ? null : others;
            });
  }

  private @Nullable Refusal ask(Asked asked) throws InterruptedException {
    Pending.OfQuery<Boolean> query =
        new Pending.OfQuery<>(
            asked.workspace(), asked.principal(), asked.authority(), asked.access());
    driver.submit(query);
    try {
      boolean there = query.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return there
          ? null
          : Refusal.notFound(
              "Expected agent %s to exist; join first".formatted(asked.access().agent()));
    } catch (TimeoutException e) {
      return Refusals.unavailable("nobody answered in time");
    } catch (ExecutionException e) {
      return e.getCause() instanceof RefusedException refused
          ? refused.refusal()
          : Refusals.internal("the question for access");
    }
  }

  /** Looks at every credential in use. */
  void askAgain() {
    for (Map.Entry<CredentialId, Set<Open>> entry : open.entrySet()) {
      try {
        for (Open any : entry.getValue()) {
          Refusal refusal = ask(any.asked());
          if (refusal != null && refusal.code() == RefusalCode.DENIED) {
            end(entry.getKey(), refusal);
          }
          break;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** On the driver's thread: looks for revocations. */
  void committed(Commit commit) {
    if (open.isEmpty()) {
      return;
    }
    for (LogRecord.Entry entry : commit.record().entries()) {
      for (Event event : entry.events()) {
        if (event instanceof CredentialRevoked revoked) {
          Refusal refusal =
              new Refusal(
                  RefusalCode.DENIED,
                  "Credential %s was revoked; get a new token from an administrator"
                      .formatted(revoked.id()));
          Thread.ofVirtual().name("yardmaster-revocation").start(() -> end(revoked.id(), refusal));
        }
      }
    }
  }

  private void end(CredentialId credential, Refusal refusal) {
    Set<Open> ended = open.remove(credential);
    if (ended != null) {
      List.copyOf(ended).forEach(opened -> opened.end().accept(refusal));
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread asking = thread;
    if (asking != null) {
      LockSupport.unpark(asking);
    }
  }
}
