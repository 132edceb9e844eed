package dev.yardmaster.server.gateway;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an agent between its calls: whether it was told of a task since it last looked,
 * and which of its attempts it has acted on. Thread-safe.
 *
 * <p>Nothing here is promised: whoever looks asks the core, and this only tells when to look again.
 */
final class Desk implements AgentStream.Listener {
  private static final int MAX_NEWS = 256;

  /** As many as an agent is given at once; who never waits for work finds them by a look. */
  private static final int MAX_OFFERS = 2 * AgentProfile.Slots.MAX;

  private final Speaker speaker;
  private final ReentrantLock claiming = new ReentrantLock(true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();

  /** Tasks it was told of and nobody has taken, by epoch: oldest first. */
  private final TreeMap<FencingToken, AgentPush.Assigned> offers = new TreeMap<>();

  /** Attempts that were handed out, or acted on, and are not known to be over. */
  private final TreeSet<FencingToken> taken = new TreeSet<>();

  private final Set<FencingToken> actedOn = new HashSet<>();
  private final Set<FencingToken> given = new HashSet<>();
  private final Set<ConflictId> shown = new HashSet<>();

  /** What the agent must hear and has not, oldest first. */
  private final ArrayDeque<AgentPush> news = new ArrayDeque<>();

  /** Whether there may be open conflicts it was not shown. */
  private boolean disputed = true;

  private long pushes;
  private boolean over;

  Desk(Speaker speaker) {
    this.speaker = speaker;
  }

  Speaker speaker() {
    return speaker;
  }

  /** Held by the one claim of this agent that may ask the core. */
  ReentrantLock claiming() {
    return claiming;
  }

  @Override
  public void pushed(AgentPush push) {
    lock.lock();
    try {
      switch (push) {
        case AgentPush.Assigned assigned -> offer(assigned);
        case AgentPush.Cancelled cancelled -> keep(cancelled);
        case AgentPush.Revoked revoked -> drop(revoked.epoch());
        case AgentPush.MailArrived e -> {}
        case AgentPush.ConflictOpened e -> disputed = true;
        case AgentPush.WaitEnded ended -> keep(ended);
        case AgentPush.LockLost lost -> keep(lost);
        case AgentPush.SessionEnded e -> {
          over = true;
          offers.clear();
        }
        case AgentPush.DemandForgotten e -> {}
      }
      pushes++;
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What it is told of late, after it was found by a look, is no offer any more. */
  private void offer(AgentPush.Assigned assigned) {
    if (!taken.contains(assigned.epoch())) {
      offers.put(assigned.epoch(), assigned);
      if (offers.size() > MAX_OFFERS) {
        offers.pollFirstEntry();
      }
    }
  }

  /** Takes the oldest task it was told of and that nobody has taken; null when there is none. */
  AgentPush.@Nullable Assigned takeOffer() {
    lock.lock();
    try {
      Map.Entry<FencingToken, AgentPush.Assigned> first = offers.pollFirstEntry();
      if (first == null) {
        return null;
      }
      keepTaken(first.getKey());
      return first.getValue();
    } finally {
      lock.unlock();
    }
  }

  /** An attempt was found by a look: it is not offered again. */
  void take(FencingToken epoch) {
    lock.lock();
    try {
      keepTaken(epoch);
      offers.remove(epoch);
    } finally {
      lock.unlock();
    }
  }

  private void keepTaken(FencingToken epoch) {
    taken.add(epoch);
    if (taken.size() > MAX_OFFERS) {
      taken.pollFirst();
    }
  }

  private void drop(FencingToken epoch) {
    actedOn.remove(epoch);
    given.remove(epoch);
    taken.remove(epoch);
    offers.remove(epoch);
  }

  /** Agents that never wait for news would fill it: the oldest go first. */
  private void keep(AgentPush push) {
    if (news.size() == MAX_NEWS) {
      news.removeFirst();
    }
    news.addLast(push);
  }

  /** Takes the oldest news; null when there is none. */
  @Nullable AgentPush takeNews() {
    lock.lock();
    try {
      return news.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the end of a wait out of the news; null when it is not there. */
  AgentPush.@Nullable WaitEnded takeEndOf(FencingToken wait) {
    lock.lock();
    try {
      for (AgentPush push : news) {
        if (push instanceof AgentPush.WaitEnded ended && ended.waitId().equals(wait)) {
          news.remove(push);
          return ended;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Given a second time without a call about it, an attempt counts as known. */
  void give(FencingToken epoch) {
    lock.lock();
    try {
      if (!given.add(epoch)) {
        actedOn.add(epoch);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether to look for conflicts; said once after each reason to. */
  boolean takeDisputed() {
    lock.lock();
    try {
      boolean taken = disputed;
      disputed = false;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** There may be more conflicts than the one that was shown. */
  void lookForDisputesAgain() {
    lock.lock();
    try {
      disputed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a conflict is shown to the agent for the first time. */
  boolean show(ConflictId conflict) {
    lock.lock();
    try {
      return shown.add(conflict);
    } finally {
      lock.unlock();
    }
  }

  /** Remembers only those of the shown conflicts that are still open. */
  void keepShown(Set<ConflictId> open) {
    lock.lock();
    try {
      shown.retainAll(open);
    } finally {
      lock.unlock();
    }
  }

  /** The agent has called about this attempt: it knows that it has it. */
  void actOn(FencingToken epoch) {
    lock.lock();
    try {
      actedOn.add(epoch);
      keepTaken(epoch);
      offers.remove(epoch);
    } finally {
      lock.unlock();
    }
  }

  /** The attempt is over. */
  void forget(FencingToken epoch) {
    lock.lock();
    try {
      drop(epoch);
    } finally {
      lock.unlock();
    }
  }

  boolean hasActedOn(FencingToken epoch) {
    lock.lock();
    try {
      return actedOn.contains(epoch);
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /** How often it was told something so far. */
  long pushes() {
    lock.lock();
    try {
      return pushes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it was told more than that often; false when the time is over, or the session. */
  boolean await(long seen, long deadlineNanos) throws InterruptedException {
    lock.lock();
    try {
      while (pushes == seen && !over) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0 || told.awaitNanos(left) <= 0) {
          return pushes != seen && !over;
        }
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** Enters {@link #claiming} within the time; false when it is over. */
  boolean enter(long deadlineNanos) throws InterruptedException {
    return claiming.tryLock(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
