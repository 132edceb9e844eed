package dev.yardmaster.client;

import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.MailLimits;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.workspace.MailView;
import dev.yardmaster.core.workspace.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the mail of one session between its threads: a reply goes to whoever awaits it, no matter
 * who took it; what a requester took besides is kept for the receivers, and extended meanwhile. It
 * is not given back, since five times back makes a dead letter.
 */
final class Inbox {
  /** Most messages kept; then requesters take no more until some are received. */
  static final int MAX_KEPT = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final int BATCH = 10;
  private static final long RENEWAL_MILLIS = MailLimits.VISIBILITY_MILLIS / 3;

  private final AgentLink link;
  private final MailSignal signal;

  /**
   * Shared by receivers, exclusive to one requester: so nobody receives what came later while what
   * came earlier is about to be kept (S18).
   */
  private final ReentrantReadWriteLock order = new ReentrantReadWriteLock(true);

  /** Everything that had arrived by then was taken. */
  private final AtomicLong emptiedThrough = new AtomicLong(-1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, CompletableFuture<MailView>> awaited = new HashMap<>();
  private final Map<MessageId, MailView> kept = new LinkedHashMap<>();
  private boolean renewing;

  Inbox(AgentLink link, MailSignal signal) {
    this.link = link;
    this.signal = signal;
  }

  /** From now on, the first message of this conversation but the request itself is its reply. */
  CompletableFuture<MailView> expect(String correlation) {
    CompletableFuture<MailView> reply = new CompletableFuture<>();
    lock.lock();
    try {
      awaited.put(correlation, reply);
    } finally {
      lock.unlock();
    }
    return reply;
  }

  /** Nobody awaits it any more; a reply that nobody got is kept for the receivers. */
  void forget(String correlation, CompletableFuture<MailView> reply, boolean taken) {
    lock.lock();
    try {
      awaited.remove(correlation);
    } finally {
      lock.unlock();
    }
    if (!taken && reply.isDone()) {
      keep(List.of(reply.join()));
    }
  }

  /** Takes up to so many messages that are nobody's reply, kept ones first. */
  List<MailView> receive(Actor actor, int max) throws InterruptedException {
    order.readLock().lockInterruptibly();
    try {
      List<MailView> served = serve(max);
      boolean more = served.isEmpty();
      while (served.isEmpty() && more) {
        long before = signal.arrivals();
        Taken taken = take(actor.caller(), max);
        served = handOver(taken.views());
        more = taken.count() == max;
        if (!more) {
          emptiedThrough.accumulateAndGet(before, Math::max);
        }
      }
      return served;
    } finally {
      order.readLock().unlock();
    }
  }

  /** Whether there is nothing to receive, as far as anything has arrived by then. */
  boolean isEmptied(long arrivals) {
    if (emptiedThrough.get() < arrivals) {
      return false;
    }
    lock.lock();
    try {
      return kept.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks for a reply among what had arrived by then, and keeps what is none. The session takes it,
   * not the attempt that awaits the reply: what is kept is for others.
   */
  void search(CompletableFuture<MailView> reply, long arrivals) throws InterruptedException {
    order.writeLock().lockInterruptibly();
    try {
      int room = room();
      while (!reply.isDone() && emptiedThrough.get() < arrivals && room > 0) {
        long before = signal.arrivals();
        int max = Math.min(room, BATCH);
        Taken taken = take(caller(), max);
        keep(handOver(taken.views()));
        if (taken.count() < max) {
          emptiedThrough.accumulateAndGet(before, Math::max);
        }
        room = room();
      }
    } finally {
      order.writeLock().unlock();
    }
  }

  /** How many more messages may be kept. */
  int room() {
    lock.lock();
    try {
      return MAX_KEPT - kept.size();
    } finally {
      lock.unlock();
    }
  }

  /** Messages taken, and how many there were: one may be gone again before it is read. */
  private record Taken(int count, List<MailView> views) {}

  private Taken take(Caller as, int max) {
    Reply reply = link.send(new MessageCommand.Receive(as, max));
    if (!(reply instanceof Reply.Received received)) {
      throw new IllegalStateException("Expected messages, got " + reply);
    }
    List<MessageId> ids = received.messages();
    if (ids.isEmpty()) {
      return new Taken(0, List.of());
    }
    try {
      return new Taken(ids.size(), link.query(new Query.OfMail(link.agent(), link.session(), ids)));
    } catch (RuntimeException e) {
      giveBack(ids, received.token());
      throw e;
    }
  }

  /** On a thread of its own, since the present one may be interrupted. */
  private void giveBack(List<MessageId> ids, FencingToken token) {
    Thread.ofVirtual()
        .name("yardmaster-unread-" + link.agent())
        .start(() -> {
          for (MessageId id : ids) {
            try {
              link.send(new MessageCommand.Nack(caller(), id, token, 0));
            } catch (CoordinationException e) {
              LOG.debug("Giving back message {} was refused: {}", id, e.getMessage());
            }
          }
        });
  }

  private Caller caller() {
    return Caller.session(link.agent(), link.session());
  }

  /** Gives replies to those who await them; the others are the result. */
  private List<MailView> handOver(List<MailView> taken) {
    List<MailView> others = new ArrayList<>();
    boolean handed = false;
    lock.lock();
    try {
      for (MailView view : taken) {
        kept.remove(view.id()); // an earlier delivery, which is over
        String correlation = view.envelope().conversation().correlationId();
        boolean mayReply = !correlation.equals(view.id().value());
        CompletableFuture<MailView> reply = mayReply ? awaited.remove(correlation) : null;
        if (reply == null) {
          others.add(view);
        } else {
          handed |= reply.complete(view);
        }
      }
    } finally {
      lock.unlock();
    }
    if (handed) {
      signal.arrived();
    }
    return others;
  }

  private List<MailView> serve(int max) {
    lock.lock();
    try {
      List<MailView> served = kept.values().stream().limit(max).toList();
      served.forEach(view -> kept.remove(view.id()));
      if (!served.isEmpty()) {
        signal.arrived(); // there is room again
      }
      return served;
    } finally {
      lock.unlock();
    }
  }

  private void keep(List<MailView> views) {
    if (views.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      views.forEach(view -> kept.put(view.id(), view));
      if (!renewing) {
        renewing = true;
        Thread.ofVirtual().name("yardmaster-kept-" + link.agent()).start(this::renew);
      }
    } finally {
      lock.unlock();
    }
    signal.arrived();
  }

  /** Extends what is kept as long as there is any and the session lives. */
  private void renew() {
    CompletableFuture<?> over = link.ended().toCompletableFuture();
    while (!over.isDone() && isRenewing()) {
      try {
        var unused = over.get(RENEWAL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        extendKept();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("Expected nobody to interrupt this thread", e);
      }
    }
  }

  private boolean isRenewing() {
    lock.lock();
    try {
      renewing = !kept.isEmpty();
      return renewing;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what is kept out of sight for as long as a new delivery. */
  void extendKept() {
    List<MailView> present;
    lock.lock();
    try {
      present = List.copyOf(kept.values());
    } finally {
      lock.unlock();
    }
    present.forEach(this::extend);
  }

  private void extend(MailView view) {
    try {
      link.send(
          new MessageCommand.ExtendVisibility(
              caller(), view.id(), view.delivery().token(), MailLimits.VISIBILITY_MILLIS));
    } catch (CoordinationException e) {
      LOG.debug("Keeping message {} was refused: {}", view.id(), e.getMessage());
      if (e.code() == RefusalCode.STALE_TOKEN) {
        drop(view);
      }
    }
  }

  private void drop(MailView view) {
    lock.lock();
    try {
      kept.remove(view.id(), view);
    } finally {
      lock.unlock();
    }
  }
}
