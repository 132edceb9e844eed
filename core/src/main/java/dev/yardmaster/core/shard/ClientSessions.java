package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Client sessions and the answers they may still ask for again (R2, S2); least recently used first.
 */
public final class ClientSessions {
  public static final int MAX_SESSIONS = 100_000;

  /** A session ends so long after its last logged request. */
  public static final long TTL_MILLIS = 3_600_000;

  private static final class Session {
    private final long id;
    private final Principal owner;
    private long lastUsedMillis;
    private final Answers answers = new Answers();

    private Session(long id, Principal owner) {
      this.id = id;
      this.owner = owner;
    }

    private long hash() {
      long h = Hashing.fold(Hashing.fold(41, id), lastUsedMillis);
      h = Hashing.fold(h, owner.value());
      h = Hashing.fold(h, answers.lowest());
      return Hashing.fold(h, answers.hash());
    }
  }

  /** What a session knows of a request. */
  sealed interface Lookup {
    /** Never answered: decide it. */
    record Fresh() implements Lookup {}

    /** Answered before: say the same again. */
    record Answered(Reply reply) implements Lookup {}

    /** Unknown session, or an answer already dropped. */
    record Expired(String why) implements Lookup {}

    /** Too far ahead of the lowest unanswered request. */
    record TooManyOutstanding() implements Lookup {}
  }

  private final LinkedHashMap<Long, Session> sessions = new LinkedHashMap<>();
  private long hash;

  int size() {
    return sessions.size();
  }

  /** Who opened the session, or null when it is unknown. */
  @Nullable Principal owner(long id) {
    Session session = sessions.get(id);
    return session == null ? null : session.owner;
  }

  Lookup look(RequestKey key) {
    Session session = sessions.get(key.session());
    if (session == null) {
      return new Lookup.Expired(
          "client session %d is unknown or was silent for an hour".formatted(key.session()));
    }
    Reply known = session.answers.get(key.sequence());
    if (known != null) {
      return new Lookup.Answered(known);
    }
    if (key.sequence() < session.answers.lowest()) {
      return new Lookup.Expired(
          "request %d was answered and its answer dropped".formatted(key.sequence()));
    }
    long lowest = Math.max(session.answers.lowest(), key.lowestUnanswered());
    return key.sequence() - lowest >= RequestKey.MAX_OUTSTANDING
        ? new Lookup.TooManyOutstanding()
        : new Lookup.Fresh();
  }

  /** The session silent for longest, if its time is over; otherwise when that will be. */
  @Nullable Long expired(long nowMillis) {
    Map.Entry<Long, Session> oldest = sessions.firstEntry();
    return oldest != null && oldest.getValue().lastUsedMillis + TTL_MILLIS <= nowMillis
        ? oldest.getKey()
        : null;
  }

  long nextExpiryMillis() {
    Map.Entry<Long, Session> oldest = sessions.firstEntry();
    return oldest == null ? Long.MAX_VALUE : oldest.getValue().lastUsedMillis + TTL_MILLIS;
  }

  long hash() {
    return hash;
  }

  void open(ShardEvent.ClientSessionOpened event, long nowMillis) {
    long id = event.session();
    Session session = new Session(id, event.by());
    session.lastUsedMillis = nowMillis;
    sessions.put(id, session);
    hash += session.hash();
  }

  void expire(long id) {
    Session session = sessions.remove(id);
    if (session != null) {
      hash -= session.hash();
    }
  }

  void answer(RequestKey key, Reply reply, long nowMillis) {
    Session session = sessions.get(key.session());
    if (session == null) {
      throw new IllegalStateException("S2: expected client session " + key.session());
    }
    sessions.remove(key.session());
    sessions.put(key.session(), session);
    hash -= session.hash();
    session.lastUsedMillis = nowMillis;
    session.answers.dropBelow(key.lowestUnanswered());
    session.answers.put(key.sequence(), reply);
    hash += session.hash();
  }

  void restore(ShardEvent.ClientSessionRestored event) {
    Session session = new Session(event.session(), event.by());
    session.lastUsedMillis = event.lastUsedMillis();
    session.answers.dropBelow(event.lowestUnanswered());
    sessions.put(event.session(), session);
    hash += session.hash();
  }

  void restoreAnswer(RequestKey key, Reply reply) {
    Session session = sessions.get(key.session());
    if (session == null) {
      throw new IllegalStateException("S2: expected client session " + key.session());
    }
    hash -= session.hash();
    session.answers.put(key.sequence(), reply);
    hash += session.hash();
  }

  void snapshot(Consumer<Event> sink) {
    for (Session session : new ArrayList<>(sessions.values())) {
      sink.accept(
          new ShardEvent.ClientSessionRestored(
              session.id, session.owner, session.lastUsedMillis, session.answers.lowest()));
      session.answers.forEach((sequence, reply) ->
          sink.accept(
              new ShardEvent.RequestAnswered(
                  new RequestKey(
                      session.id, sequence, Math.min(sequence, session.answers.lowest())),
                  reply)));
    }
  }

  void verify(List<String> problems) {
    long sum = 0;
    for (Session session : sessions.values()) {
      sum += session.hash();
      if (session.answers.count() > RequestKey.MAX_OUTSTANDING) {
        problems.add("S2: client session %d remembers too much".formatted(session.id));
      }
    }
    if (sum != hash) {
      problems.add("S4: client sessions hash to %x, expected %x".formatted(sum, hash));
    }
  }
}
