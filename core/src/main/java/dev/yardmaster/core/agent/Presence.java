package dev.yardmaster.core.agent;

import dev.yardmaster.core.identity.AgentId;
import java.util.HashMap;
import java.util.Map;

/**
 * What the leader knows of agents for now: last seen, reported load, open demand.
 *
 * <p>Never logged, hashed, snapshotted or read by an applier; empty after a change of leader. All
 * times are state milliseconds. Looked up by agent only, never iterated.
 */
public final class Presence {
  /** Reported load older than this says nothing (R12). */
  public static final long LOAD_STALE_MILLIS = 60_000;

  /** An agent at or above this load gets nothing new (R12). */
  public static final int FULL_PERCENT = 90;

  private static final class Entry {
    private long session;
    private long lastSeenMillis = Long.MIN_VALUE;
    private int loadPercent;
    private long loadAtMillis = Long.MIN_VALUE;
    private int demand;
  }

  private final Map<AgentId, Entry> entries = new HashMap<>();

  public void seen(Agent agent, long nowMillis) {
    entry(agent).lastSeenMillis = nowMillis;
  }

  public void load(Agent agent, int percent, long nowMillis) {
    Entry entry = entry(agent);
    entry.loadPercent = percent;
    entry.loadAtMillis = nowMillis;
  }

  /** The agent would take this many tasks now; replaces what it said before. */
  public void demand(Agent agent, int tasks) {
    entry(agent).demand = tasks;
  }

  /** One placement uses up one unit of demand. */
  public void consume(Agent agent) {
    Entry entry = entry(agent);
    entry.demand = Math.max(0, entry.demand - 1);
  }

  public int demand(Agent agent) {
    return entry(agent).demand;
  }

  public boolean overloaded(Agent agent, long nowMillis) {
    Entry entry = entry(agent);
    return entry.loadPercent >= FULL_PERCENT
        && nowMillis - entry.loadAtMillis <= LOAD_STALE_MILLIS
        && entry.loadAtMillis != Long.MIN_VALUE;
  }

  /** When a report of overload ceases to count; {@code Long.MAX_VALUE} when there is none. */
  public long overloadEndsMillis(Agent agent) {
    Entry entry = entry(agent);
    return entry.loadPercent >= FULL_PERCENT && entry.loadAtMillis != Long.MIN_VALUE
        ? entry.loadAtMillis + LOAD_STALE_MILLIS + 1
        : Long.MAX_VALUE;
  }

  /**
   * When the session runs out if nothing more is heard: one TTL after the latest of its beginning,
   * its last sign of life and the last change of leader (S10).
   */
  public long sessionEndsMillis(Agent agent, long leaderChangedMillis) {
    long from = Math.max(agent.sinceMillis(), leaderChangedMillis);
    return Math.max(from, entry(agent).lastSeenMillis) + agent.attachment().ttlMillis();
  }

  private Entry entry(Agent agent) {
    Entry entry = entries.computeIfAbsent(agent.id(), id -> new Entry());
    if (entry.session != agent.session().value()) {
      entry.session = agent.session().value();
      entry.lastSeenMillis = Long.MIN_VALUE;
      entry.loadPercent = 0;
      entry.loadAtMillis = Long.MIN_VALUE;
      entry.demand = 0;
    }
    return entry;
  }
}
