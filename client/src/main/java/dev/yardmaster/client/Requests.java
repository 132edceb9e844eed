package dev.yardmaster.client;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.RefusedException;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands so that each has at most one effect (S2): numbers them under a logged client
 * session, repeats them under the same number while their outcome is open, and blocks callers
 * beyond the bound of outstanding requests. Thread-safe.
 */
final class Requests {
  /** How long a call goes on before it ends in UNKNOWN. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final int MAX_OUTSTANDING = RequestKey.MAX_OUTSTANDING / 2;
  private static final long FIRST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 500;
  private static final WorkspaceId NOWHERE = WorkspaceId.of("-");

  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final TreeSet<Long> outstanding = new TreeSet<>();
  private long session;
  private long sequence;
  private volatile boolean closed;

  Requests(Connection connection) {
    this.connection = connection;
  }

  /** From now on nothing is repeated: the connection is being closed on this side. */
  void close() {
    closed = true;
  }

  /** Sends a command of this client and waits for its outcome; throws what is refused. */
  Reply send(WorkspaceId workspace, Command command) {
    return send(workspace, command, TIMEOUT);
  }

  /** The same, given up after that time if it is shorter than {@link #TIMEOUT}. */
  Reply send(WorkspaceId workspace, Command command, Duration timeout) {
    Duration shorter = timeout.compareTo(TIMEOUT) < 0 ? timeout : TIMEOUT;
    return send(workspace, command, System.nanoTime() + shorter.toNanos());
  }

  private Reply send(WorkspaceId workspace, Command command, long deadline) {
    RequestKey key = begin(deadline);
    boolean sure = false;
    try {
      Reply reply = repeat(workspace, key, command, deadline);
      sure = true;
      return reply;
    } catch (CoordinationException e) {
      sure = e.code() != RefusalCode.UNKNOWN;
      if (e.code() == RefusalCode.REQUEST_EXPIRED && forget(key.session())) {
        return send(workspace, command, deadline);
      }
      throw e;
    } finally {
      end(key, sure);
    }
  }

  private Reply repeat(WorkspaceId workspace, RequestKey key, Command command, long deadline) {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      Request request = new Request(workspace, connection.principal(), key, command);
      Reply reply = await(connection.send(request), deadline);
      Refusal refusal = reply.refusal();
      if (refusal == null) {
        return reply;
      }
      if (!isOpen(refusal) || closed || System.nanoTime() >= deadline) {
        throw new CoordinationException(refusal);
      }
      rest(Math.max(pause, refusal.retryAfterMillis()), deadline);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  /** Whether the same request may yet be accepted, or already was. */
  private static boolean isOpen(Refusal refusal) {
    return refusal.code() == RefusalCode.UNKNOWN
        || refusal.code() == RefusalCode.UNAVAILABLE
        || (refusal.code() == RefusalCode.LIMIT && refusal.retryAfterMillis() > 0);
  }

  /** Sends a command that is not logged, once; its refusals are thrown like any other. */
  void sendUnlogged(WorkspaceId workspace, Command command) {
    Request request = new Request(workspace, connection.principal(), null, command);
    Reply reply = await(connection.send(request), System.nanoTime() + TIMEOUT.toNanos());
    if (reply instanceof Reply.Refused refused) {
      throw new CoordinationException(refused.refusal());
    }
  }

  /** Sends a command that is not logged and whose outcome nobody waits for. */
  void tell(WorkspaceId workspace, Command command) {
    var unused = connection.send(new Request(workspace, connection.principal(), null, command));
  }

  <T> T query(WorkspaceId workspace, Query<T> query) {
    return answer(connection.query(workspace, query));
  }

  /** Waits for the answer to a question; throws what is refused. */
  static <T> T answer(CompletionStage<T> stage) {
    return answer(stage, TIMEOUT);
  }

  /** As above, for what takes as long as there is data; the bound only ends what hangs. */
  static <T> T answerInTheEnd(CompletionStage<T> stage) {
    return answer(stage, Duration.ofHours(24));
  }

  private static <T> T answer(CompletionStage<T> stage, Duration within) {
    try {
      return await(stage, System.nanoTime() + within.toNanos());
    } catch (RefusedException e) {
      throw new CoordinationException(e.refusal());
    }
  }

  private RequestKey begin(long deadline) {
    lock.lock();
    try {
      while (outstanding.size() >= MAX_OUTSTANDING
          || (!outstanding.isEmpty() && sequence + 1 - outstanding.first() >= MAX_OUTSTANDING)) {
        if (room.awaitNanos(deadline - System.nanoTime()) <= 0) {
          throw unknown("no answer to earlier requests in time");
        }
      }
      if (session == 0) {
        session = openSession(deadline);
        sequence = 0;
        outstanding.clear();
      }
      sequence++;
      outstanding.add(sequence);
      return new RequestKey(session, sequence, outstanding.first());
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  private long openSession(long deadline) {
    Request open =
        new Request(NOWHERE, connection.principal(), null, new ShardCommand.OpenClientSession());
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      Reply reply = await(connection.send(open), deadline);
      if (reply instanceof Reply.ClientSessionOpened opened) {
        return opened.session();
      }
      if (reply instanceof Reply.Refused(Refusal refusal) && !isOpen(refusal)) {
        throw new CoordinationException(refusal);
      }
      if (!(reply instanceof Reply.Refused refused) || closed || System.nanoTime() >= deadline) {
        throw unknown("no client session could be opened: " + reply);
      }
      rest(Math.max(pause, refused.refusal().retryAfterMillis()), deadline);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  /**
   * A request whose outcome stays open keeps its number, so that no later one can take its answer.
   */
  private void end(RequestKey key, boolean sure) {
    lock.lock();
    try {
      if (key.session() == session) {
        outstanding.remove(key.sequence());
        if (!sure && outstanding.isEmpty()) {
          session = 0;
        }
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The session is over on the other side; true when it was still the present one here. */
  private boolean forget(long expired) {
    lock.lock();
    try {
      boolean present = session == expired;
      if (present) {
        session = 0;
      }
      return present;
    } finally {
      lock.unlock();
    }
  }

  private static <T> T await(CompletionStage<T> stage, long deadline) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (TimeoutException e) {
      throw unknown("no answer in time");
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      if (cause instanceof RefusedException refused) {
        throw refused;
      }
      throw unknown(String.valueOf(cause));
    }
  }

  private static void rest(long millis, long deadline) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(millis, left)));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static CoordinationException unknown(String why) {
    return new CoordinationException(
        new Refusal(
            RefusalCode.UNKNOWN,
            "It may have happened or not: %s; look at the state before asking again"
                .formatted(why)));
  }

  static CoordinationException interrupted() {
    Thread.currentThread().interrupt();
    return new CoordinationException(
        new Refusal(
            RefusalCode.UNKNOWN, "The calling thread was interrupted; it may have happened"));
  }
}
