package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is learned of durations (R31): expected = duration of the type x slowness of the agent.
 *
 * <p>Both factors are estimates of logarithms. Every success corrects them with the error of the
 * expectation, each by its gain, as in a Kalman filter with one uncertainty per factor: what is
 * known badly learns more of the error than what is known well or what chance explains. A task much
 * shorter than the ordinary says little of its agent, since its time is mostly overhead and the
 * clock's grain, and counts as a part of an observation.
 *
 * <p>Logged state: changed by applying successes only, with {@link StrictMath} and sums of whole
 * numbers, so that every replica learns the same. The types and agents least recently learned of
 * are forgotten beyond {@link #MAX_TYPES} and {@link #MAX_AGENTS}.
 */
public final class DurationModel {
  public static final int MAX_TYPES = 10_000;
  public static final int MAX_AGENTS = 100_000;

  /** Expected of a type never seen while no other was seen either, in milliseconds. */
  public static final double UNKNOWN_MILLIS = 1_000;

  /** Variance, in squared logarithms, of the durations of one type on one agent. */
  private static final double CHANCE = 0.25;

  /** Variance among agents of which nothing is known: most are within a factor of two. */
  private static final double AGENTS_DIFFER = 0.5;

  /**
   * Variance of a type's estimate after its first task, which ran on one agent of unknown speed.
   */
  private static final double FIRST_OF_TYPE = 0.5;

  /** Smallest gains, so that nothing is ever known so well that it cannot change. */
  private static final double LEAST_TYPE_GAIN = 0.05;

  private static final double LEAST_AGENT_GAIN = 0.02;

  /** A task of this share of the ordinary duration counts as half an observation of its agent. */
  private static final double HALF_WEIGHT = 0.25;

  /** Observations of agents are counted in parts, so that short tasks count as less than one. */
  private static final long PARTS = 256;

  /** One factor; the power and the hash are kept, since each success would need them twice. */
  private static final class Average {
    private final double log;
    private final long count;
    private final double factor;
    private final long keyHash;
    private final long hash;

    private Average(long keyHash, double log, long count) {
      this.log = log;
      this.count = count;
      this.factor = StrictMath.exp(log);
      this.keyHash = keyHash;
      this.hash = Hashing.fold(Hashing.fold(keyHash, Double.doubleToLongBits(log)), count);
    }

    private static Average of(String type, double log, long count) {
      return new Average(Hashing.fold(21, type), log, count);
    }

    private static Average of(AgentId agent, double log, long count) {
      return new Average(Hashing.fold(22, agent.value()), log, count);
    }

    private Average corrected(double by, long more) {
      return new Average(keyHash, log + by, count + more);
    }

    private long wholeMillis() {
      return (long) Math.min(0x1p40, factor);
    }
  }

  private final LinkedHashMap<String, Average> types = new LinkedHashMap<>();
  private final LinkedHashMap<AgentId, Average> agents = new LinkedHashMap<>();
  private long hash;

  /** Sum over types of their expected whole milliseconds; in whole numbers order is nothing. */
  private long sumMillis;

  /** Expected milliseconds of a type on an ordinary agent; of a new type, what others need. */
  public double millis(String type) {
    Average known = types.get(type);
    return known == null ? ordinaryMillis() : known.factor;
  }

  /** Mean over the types seen. */
  private double ordinaryMillis() {
    return types.isEmpty() ? UNKNOWN_MILLIS : Math.max(1, (double) sumMillis / types.size());
  }

  /** How much slower than ordinary an agent is; 1 when nothing is known. */
  public double slowness(AgentId agent) {
    Average known = agents.get(agent);
    return known == null ? 1 : known.factor;
  }

  /** Whether an agent's speed was observed at all. */
  boolean knows(AgentId agent) {
    Average known = agents.get(agent);
    return known != null && known.count > 0;
  }

  public double millis(String type, AgentId agent) {
    return millis(type) * slowness(agent);
  }

  /** How often a success of this type was seen. */
  public long seen(String type) {
    Average known = types.get(type);
    return known == null ? 0 : known.count;
  }

  public long hash() {
    return hash;
  }

  /** A task of the type took the agent so long. */
  public void learn(String type, AgentId agent, long millis) {
    double log = StrictMath.log(Math.max(1, (double) millis));
    Average ofType = types.get(type);
    Average known = agents.get(agent);
    Average ofAgent = known == null ? Average.of(agent, 0, 0) : known;
    if (ofType == null) {
      put(type, Average.of(type, log - ofAgent.log, 1));
      put(agent, ofAgent);
      return;
    }
    double error = log - ofType.log - ofAgent.log;
    double weight = ofType.factor / (ofType.factor + HALF_WEIGHT * ordinaryMillis());
    double typeVariance = FIRST_OF_TYPE / ofType.count;
    double agentVariance = 1 / (1 / AGENTS_DIFFER + ofAgent.count / (PARTS * CHANCE));
    double all = typeVariance + agentVariance + CHANCE / weight;
    double typeGain = Math.max(LEAST_TYPE_GAIN, typeVariance / all);
    double agentGain = Math.max(LEAST_AGENT_GAIN * weight, agentVariance / all);
    put(type, ofType.corrected(error * typeGain, 1));
    long parts = Math.max(1, (long) (PARTS * weight));
    put(agent, ofAgent.corrected(error * agentGain, parts));
  }

  void restore(PlacementEvent.DurationRestored event) {
    put(event.type(), Average.of(event.type(), event.logMillis(), event.count()));
  }

  void restore(PlacementEvent.SlownessRestored event) {
    put(event.agent(), Average.of(event.agent(), event.logFactor(), event.count()));
  }

  private void put(String type, Average value) {
    Average before = types.putLast(type, value);
    sumMillis += value.wholeMillis() - (before == null ? 0 : before.wholeMillis());
    hash += value.hash - (before == null ? 0 : before.hash);
    if (types.size() > MAX_TYPES) {
      String oldest = types.keySet().iterator().next();
      Average gone = types.remove(oldest);
      hash -= gone == null ? 0 : gone.hash;
      sumMillis -= gone == null ? 0 : gone.wholeMillis();
    }
  }

  private void put(AgentId agent, Average value) {
    Average before = agents.putLast(agent, value);
    hash += value.hash - (before == null ? 0 : before.hash);
    if (agents.size() > MAX_AGENTS) {
      AgentId oldest = agents.keySet().iterator().next();
      Average gone = agents.remove(oldest);
      hash -= gone == null ? 0 : gone.hash;
    }
  }

  public void snapshot(Consumer<Event> sink) {
    types.forEach(
        (type, a) -> sink.accept(new PlacementEvent.DurationRestored(type, a.log, a.count)));
    agents.forEach(
        (agent, a) -> sink.accept(new PlacementEvent.SlownessRestored(agent, a.log, a.count)));
  }

  public void verify(List<String> problems) {
    long sum = 0;
    long whole = 0;
    for (Map.Entry<String, Average> entry : types.entrySet()) {
      whole += entry.getValue().wholeMillis();
      Average a = entry.getValue();
      sum += Average.of(entry.getKey(), a.log, a.count).hash;
    }
    for (Map.Entry<AgentId, Average> entry : agents.entrySet()) {
      Average a = entry.getValue();
      sum += Average.of(entry.getKey(), a.log, a.count).hash;
    }
    if (whole != sumMillis) {
      problems.add(
          "Expected durations of all types to sum to %d, got %d".formatted(whole, sumMillis));
    }
    if (sum != hash) {
      problems.add("S4: learned durations hash to %x, expected %x".formatted(sum, hash));
    }
  }
}
