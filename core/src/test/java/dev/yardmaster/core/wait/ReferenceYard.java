package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks, waits and requests of sessions as R50-R52, R54 and R62 put them, by brute force: every
 * question is answered by comparing everything with everything, and nothing is remembered but
 * grants and waits.
 *
 * <p>Tokens and wait ids are the core's to choose, so they are handed in. So is the victim of a
 * deadlock, where several cycles close at once: the model says whether it may be the one.
 */
final class ReferenceYard {
  /** What a wait ages by in one point of priority (R52). */
  static final long AGING_MILLIS = 30_000;

  /** An agent's session of this moment. */
  record Session(AgentId agent, FencingToken token, int priority, int capacity) {}

  /** A request that somebody awaits the reply to. */
  record Asked(MessageId id, AgentId to) {}

  /** A set held; the token is null until the core's is known. */
  static final class Held {
    final Session holder;
    final List<LockRequest> locks;
    @Nullable FencingToken token;
    long leaseMillis;
    long endMillis;

    Held(Session holder, List<LockRequest> locks, long leaseMillis, long now) {
      this.holder = holder;
      this.locks = locks;
      lease(leaseMillis, now);
    }

    void lease(long value, long now) {
      leaseMillis = value;
      endMillis = value == 0 ? Long.MAX_VALUE : now + value;
    }
  }

  /** A set waited for; or, where something was asked, a reply. */
  record Waiter(
      FencingToken id,
      Session holder,
      List<LockRequest> locks,
      int priority,
      long sinceMillis,
      long deadlineMillis,
      long leaseMillis,
      @Nullable Asked asked) {
    long rank() {
      return sinceMillis - priority * AGING_MILLIS;
    }
  }

  /** How a wait ended; GONE with its session. */
  enum End {
    GRANTED,
    TIMED_OUT,
    WITHDRAWN,
    DEADLOCK,
    HOPELESS,
    REPLIED,
    GONE
  }

  final Map<AgentId, @Nullable Session> agents = new TreeMap<>();
  final Map<String, Integer> capacities = new TreeMap<>();
  final List<Held> grants = new ArrayList<>();
  final List<Waiter> waiters = new ArrayList<>();
  final Map<FencingToken, End> ended = new TreeMap<>();
  final Map<MessageId, Sent> sent = new TreeMap<>();
  long now;
  boolean detecting = true;

  /** What makes two messages of one id the same, as far as they differ here. */
  record Sent(AgentId from, AgentId to) {}

  /** What is expected as a reply; a refusal where there is a code. */
  record Answer(String kind, @Nullable RefusalCode code) {
    static final Answer DONE = new Answer("Done", null);
    static final Answer GRANTED = new Answer("Granted", null);
    static final Answer WAITING = new Answer("Waiting", null);

    static Answer no(RefusalCode code) {
      return new Answer("no", code);
    }
  }

  void joined(AgentId agent, FencingToken token, int priority, int capacity) {
    left(agent);
    agents.put(agent, new Session(agent, token, priority, capacity));
  }

  /** All that the session held and waited for is off. */
  void left(AgentId agent) {
    Session session = agents.put(agent, null);
    if (session != null) {
      grants.removeIf(held -> held.holder.equals(session));
      for (Waiter waiter : List.copyOf(waiters)) {
        if (waiter.holder.equals(session)) {
          end(waiter, End.GONE);
        }
      }
    }
  }

  /** The refusal of a caller that is not a live session, or null. */
  @Nullable Answer stale(AgentId agent, FencingToken token) {
    if (!agents.containsKey(agent)) {
      return Answer.no(RefusalCode.NOT_FOUND);
    }
    Session session = agents.get(agent);
    return session != null && session.token.equals(token)
        ? null
        : Answer.no(RefusalCode.STALE_TOKEN);
  }

  private @Nullable Answer stale(Caller caller) {
    return stale(caller.agent(), caller.session());
  }

  private Session session(Caller caller) {
    return Objects.requireNonNull(agents.get(caller.agent()));
  }

  /**
   * @param waitId the core's for a wait that begins now
   */
  Answer acquire(WaitCommand.AcquireLocks command, @Nullable FencingToken waitId) {
    boolean shape =
        !command.locks().isEmpty()
            && command.priority() >= 0
            && command.priority() <= 100
            && (command.waitMillis() >= 0)
            && isLease(command.leaseMillis());
    if (!shape) {
      return Answer.no(RefusalCode.INVALID);
    }
    Answer stale = stale(command.caller());
    if (stale != null) {
      return stale;
    }
    Session holder = session(command.caller());
    for (Held held : grants) {
      if (held.holder.equals(holder) && held.locks.equals(command.locks())) {
        return Answer.GRANTED;
      }
    }
    for (Waiter waiter : waiters) {
      if (waiter.holder.equals(holder) && waiter.locks.equals(command.locks())) {
        return Answer.WAITING;
      }
    }
    for (LockRequest lock : command.locks()) {
      boolean tooMany =
          lock.mode() == LockMode.PERMITS && lock.permits() > capacity(lock.resource().value());
      if (tooMany || isUpgrade(holder, lock)) {
        return Answer.no(RefusalCode.FAILED_PRECONDITION);
      }
    }
    Waiter waiter =
        new Waiter(
            waitId == null ? new FencingToken(Long.MAX_VALUE) : waitId,
            holder,
            command.locks(),
            command.priority(),
            now,
            command.waitMillis() == WaitCommand.FOREVER
                ? Long.MAX_VALUE
                : now + command.waitMillis(),
            command.leaseMillis(),
            null);
    if (isFree(waiter)) {
      grants.add(new Held(holder, command.locks(), command.leaseMillis(), now));
      return Answer.GRANTED;
    }
    if (command.waitMillis() == 0) {
      return Answer.no(RefusalCode.HELD);
    }
    if (waitId == null) {
      throw new AssertionError("R52: expected a wait to begin for " + command);
    }
    waiters.add(waiter);
    return Answer.WAITING;
  }

  /**
   * The request counts as sent from here on; who finds its wait to be a victim takes it back.
   *
   * @param waitId the core's for a wait that begins now
   */
  Answer request(WaitCommand.RequestReply command, @Nullable FencingToken waitId) {
    if (command.waitMillis() < 1) {
      return Answer.no(RefusalCode.INVALID);
    }
    Answer stale = stale(command.caller());
    if (stale != null) {
      return stale;
    }
    Session holder = session(command.caller());
    Sent content = new Sent(holder.agent, command.to());
    Sent known = sent.get(command.id());
    if (known != null && !known.equals(content)) {
      return Answer.no(RefusalCode.ALREADY_EXISTS);
    }
    if (known != null) {
      return waiters.stream().anyMatch(w -> w.holder.equals(holder) && awaits(w, command.id()))
          ? Answer.WAITING
          : Answer.no(RefusalCode.FAILED_PRECONDITION);
    }
    if (!agents.containsKey(command.to())) {
      return Answer.no(RefusalCode.NOT_FOUND);
    }
    if (waitId == null) {
      throw new AssertionError("R62: expected a wait to begin for " + command);
    }
    sent.put(command.id(), content);
    waiters.add(
        new Waiter(
            waitId,
            holder,
            List.of(),
            0,
            now,
            command.waitMillis() == WaitCommand.FOREVER
                ? Long.MAX_VALUE
                : now + command.waitMillis(),
            0,
            new Asked(command.id(), command.to())));
    return Answer.WAITING;
  }

  private static boolean awaits(Waiter waiter, MessageId request) {
    return waiter.asked != null && waiter.asked.id.equals(request);
  }

  /** A message to one agent, new each time, of the conversation of some request. */
  Answer send(Caller caller, AgentId to, MessageId conversation) {
    Answer stale = stale(caller);
    if (stale != null) {
      return stale;
    }
    if (!agents.containsKey(to)) {
      return Answer.no(RefusalCode.NOT_FOUND);
    }
    for (Waiter waiter : List.copyOf(waiters)) {
      if (awaits(waiter, conversation) && waiter.holder.agent.equals(to)) {
        end(waiter, End.REPLIED);
      }
    }
    return new Answer("Sent", null);
  }

  private static boolean isLease(long millis) {
    return millis == 0 || (millis >= 1_000 && millis <= 86_400_000);
  }

  private int capacity(String resource) {
    return capacities.getOrDefault(resource, 0);
  }

  private boolean isUpgrade(Session holder, LockRequest lock) {
    return lock.mode() != LockMode.SHARED
        && grants.stream()
            .filter(held -> held.holder.equals(holder))
            .flatMap(held -> held.locks.stream())
            .anyMatch(own -> own.mode() == LockMode.SHARED && meet(own, lock));
  }

  Answer endWait(WaitCommand.EndWait command) {
    Answer stale = stale(command.caller());
    if (stale != null) {
      return stale;
    }
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.id.equals(command.waitId())) {
        if (!waiter.holder.equals(session(command.caller()))) {
          return Answer.no(RefusalCode.STALE_TOKEN);
        }
        end(waiter, End.WITHDRAWN);
      }
    }
    return Answer.DONE;
  }

  Answer release(ResourceCommand.ReleaseLock command) {
    Answer stale = stale(command.caller());
    Held held = own(command.caller(), command.token());
    if (stale != null || held == null) {
      return stale != null ? stale : Answer.no(RefusalCode.STALE_TOKEN);
    }
    grants.remove(held);
    return Answer.DONE;
  }

  Answer releaseAll(ResourceCommand.ReleaseAll command) {
    Answer stale = stale(command.caller());
    if (stale == null) {
      Session session = session(command.caller());
      grants.removeIf(held -> held.holder.equals(session));
      for (Waiter waiter : List.copyOf(waiters)) {
        if (waiter.holder.equals(session) && waiter.asked == null) {
          end(waiter, End.WITHDRAWN);
        }
      }
    }
    return stale == null ? Answer.DONE : stale;
  }

  Answer extend(ResourceCommand.ExtendLock command) {
    if (!isLease(command.leaseMillis())) {
      return Answer.no(RefusalCode.INVALID);
    }
    Answer stale = stale(command.caller());
    Held held = own(command.caller(), command.token());
    if (stale != null || held == null) {
      return stale != null ? stale : Answer.no(RefusalCode.STALE_TOKEN);
    }
    held.lease(command.leaseMillis(), now);
    return Answer.DONE;
  }

  private @Nullable Held own(Caller caller, FencingToken token) {
    Held held = find(token);
    return held != null && held.holder.equals(agents.get(caller.agent())) ? held : null;
  }

  @Nullable Held find(FencingToken token) {
    for (Held held : grants) {
      if (token.equals(held.token)) {
        return held;
      }
    }
    return null;
  }

  Answer forceRelease(ResourceCommand.ForceRelease command) {
    Held held = find(command.token());
    if (held == null) {
      return Answer.no(RefusalCode.NOT_FOUND);
    }
    grants.remove(held);
    return Answer.DONE;
  }

  Answer declare(ResourceCommand.DeclareResource command) {
    String name = command.resource().value();
    if (command.capacity() < 0 || name.endsWith("/**")) {
      return Answer.no(RefusalCode.INVALID);
    }
    if (permitsHeld(name) > command.capacity()) {
      return Answer.no(RefusalCode.FAILED_PRECONDITION);
    }
    capacities.put(name, command.capacity());
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.locks.stream().anyMatch(lock -> lock.permits() > capacity(lock))) {
        end(waiter, End.HOPELESS);
      }
    }
    return Answer.DONE;
  }

  private int capacity(LockRequest lock) {
    return capacity(lock.resource().value());
  }

  private int permitsHeld(String resource) {
    return grants.stream()
        .flatMap(held -> held.locks.stream())
        .filter(lock -> lock.resource().value().equals(resource))
        .mapToInt(LockRequest::permits)
        .sum();
  }

  /** A new leader: no lease ends before one whole of it. */
  void newLeader() {
    for (Held held : grants) {
      if (held.leaseMillis != 0) {
        held.endMillis = Math.max(held.endMillis, now + held.leaseMillis);
      }
    }
  }

  /** The next moment at which a lease or a wait ends. */
  long nextMillis() {
    long next = Long.MAX_VALUE;
    for (Held held : grants) {
      next = Math.min(next, held.endMillis);
    }
    for (Waiter waiter : waiters) {
      next = Math.min(next, waiter.deadlineMillis);
    }
    return next;
  }

  /** Ends the leases and waits that are due. */
  void expire() {
    grants.removeIf(held -> held.endMillis <= now);
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.deadlineMillis <= now) {
        end(waiter, End.TIMED_OUT);
      }
    }
  }

  void end(Waiter waiter, End how) {
    waiters.remove(waiter);
    ended.put(waiter.id, how);
  }

  /** Grants what can be granted, first those served first, until nothing more can. */
  void grantAll() {
    waiters.sort(Comparator.comparingLong(Waiter::rank).thenComparing(Waiter::id));
    Waiter next = nextGranted();
    while (next != null) {
      end(next, End.GRANTED);
      grants.add(new Held(next.holder, next.locks, next.leaseMillis, now));
      next = nextGranted();
    }
  }

  private @Nullable Waiter nextGranted() {
    return waiters.stream()
        .filter(waiter -> waiter.asked == null && isFree(waiter))
        .findFirst()
        .orElse(null);
  }

  private boolean isFree(Waiter waiter) {
    return waiter.locks.stream().allMatch(lock -> isFree(waiter, lock));
  }

  private boolean isFree(Waiter waiter, LockRequest lock) {
    return isCovered(waiter.holder, lock)
        || (grants.stream().noneMatch(held -> bars(held, waiter.holder, lock))
            && waiters.stream().noneMatch(other -> isAhead(other, waiter, lock))
            && (lock.mode() != LockMode.PERMITS
                || permitsHeld(lock.resource().value()) + lock.permits() <= capacity(lock)));
  }

  /** Whether the holder has what makes the entry needless. */
  boolean isCovered(Session holder, LockRequest lock) {
    return grants.stream()
        .filter(held -> held.holder.equals(holder))
        .flatMap(held -> held.locks.stream())
        .anyMatch(own -> covers(own, lock));
  }

  static boolean bars(Held held, Session holder, LockRequest lock) {
    return !held.holder.equals(holder)
        && held.locks.stream().anyMatch(other -> meet(other, lock) && !goTogether(other, lock));
  }

  /** Whether a wait of another is served first and wants what this entry does. */
  static boolean isAhead(Waiter other, Waiter waiter, LockRequest lock) {
    int order = Long.compare(other.rank(), waiter.rank());
    boolean first = order < 0 || (order == 0 && other.id.compareTo(waiter.id) < 0);
    return first
        && !other.holder.equals(waiter.holder)
        && other.locks.stream()
            .anyMatch(wanted ->
                meet(wanted, lock)
                    && (wanted.mode() == LockMode.PERMITS || !goTogether(wanted, lock)));
  }

  /** Both shared, or both permits, which are counted. */
  private static boolean goTogether(LockRequest a, LockRequest b) {
    return a.mode() == b.mode() && a.mode() != LockMode.EXCLUSIVE;
  }

  private static boolean covers(LockRequest own, LockRequest wanted) {
    boolean strong =
        own.mode() == LockMode.EXCLUSIVE
            ? wanted.mode() != LockMode.PERMITS
            : own.mode() == LockMode.SHARED && wanted.mode() == LockMode.SHARED;
    return strong && isWithin(wanted.resource().value(), own.resource().value());
  }

  static boolean meet(LockRequest a, LockRequest b) {
    String one = a.resource().value();
    String other = b.resource().value();
    return isWithin(one, other) || isWithin(other, one);
  }

  /** Whether all that the one name locks is locked by the other. */
  private static boolean isWithin(String name, String other) {
    return name.equals(other)
        || (other.endsWith("/**")
            && (name + "/").startsWith(other.substring(0, other.length() - 2)));
  }
}
