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
 * <p>Both factors are running averages of logarithms, corrected by every success with the error of
 * the expectation, shared between type and agent. Logged state: changed by applying successes only,
 * with {@link StrictMath}, so that every replica learns the same. The types and agents least
 * recently learned of are forgotten beyond {@link #MAX_TYPES} and {@link #MAX_AGENTS}.
 */
public final class DurationModel {
  public static final int MAX_TYPES = 10_000;
  public static final int MAX_AGENTS = 100_000;

  /** Expected of a type never seen, in milliseconds. */
  public static final double UNKNOWN_MILLIS = 1_000;

  private static final double SLOWEST_LEARNING = 0.1;

  private static final class Average {
    private final double log;
    private final long count;

    private Average(double log, long count) {
      this.log = log;
      this.count = count;
    }

    private Average correct(double error, double share) {
      double rate = Math.max(SLOWEST_LEARNING, 1.0 / (count + 1.0)) * share;
      return new Average(log + error * rate, count + 1);
    }

    private long hash(long key) {
      return Hashing.fold(Hashing.fold(key, Double.doubleToLongBits(log)), count);
    }
  }

  private final Map<String, Average> types = new LinkedHashMap<>();
  private final Map<AgentId, Average> agents = new LinkedHashMap<>();
  private long hash;

  /** Expected milliseconds of a type on an ordinary agent. */
  public double millis(String type) {
    Average known = types.get(type);
    return known == null ? UNKNOWN_MILLIS : StrictMath.exp(known.log);
  }

  /** How much slower than ordinary an agent is; 1 when nothing is known. */
  public double slowness(AgentId agent) {
    Average known = agents.get(agent);
    return known == null ? 1 : StrictMath.exp(known.log);
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

  void learn(String type, AgentId agent, long millis) {
    double log = StrictMath.log(Math.max(1, (double) millis));
    Average ofType = types.get(type);
    Average ofAgent = agents.getOrDefault(agent, new Average(0, 0));
    if (ofType == null) {
      put(type, new Average(log - ofAgent.log, 1));
      put(agent, new Average(ofAgent.log, ofAgent.count + 1));
      return;
    }
    double error = log - ofType.log - ofAgent.log;
    // An agent seen less often than the type explains more of the error, and the other way round.
    double agentShare = (ofType.count + 1.0) / (ofType.count + ofAgent.count + 2.0);
    put(type, ofType.correct(error, 1 - agentShare));
    put(agent, ofAgent.correct(error, agentShare));
  }

  void restore(PlacementEvent.DurationRestored event) {
    put(event.type(), new Average(event.logMillis(), event.count()));
  }

  void restore(PlacementEvent.SlownessRestored event) {
    put(event.agent(), new Average(event.logFactor(), event.count()));
  }

  private void put(String type, Average value) {
    Average before = types.remove(type);
    types.put(type, value);
    long key = Hashing.fold(21, type);
    hash += value.hash(key) - (before == null ? 0 : before.hash(key));
    if (types.size() > MAX_TYPES) {
      String oldest = types.keySet().iterator().next();
      Average gone = types.remove(oldest);
      hash -= gone == null ? 0 : gone.hash(Hashing.fold(21, oldest));
    }
  }

  private void put(AgentId agent, Average value) {
    Average before = agents.remove(agent);
    agents.put(agent, value);
    long key = Hashing.fold(22, agent.value());
    hash += value.hash(key) - (before == null ? 0 : before.hash(key));
    if (agents.size() > MAX_AGENTS) {
      AgentId oldest = agents.keySet().iterator().next();
      Average gone = agents.remove(oldest);
      hash -= gone == null ? 0 : gone.hash(Hashing.fold(22, oldest.value()));
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
    for (Map.Entry<String, Average> entry : types.entrySet()) {
      sum += entry.getValue().hash(Hashing.fold(21, entry.getKey()));
    }
    for (Map.Entry<AgentId, Average> entry : agents.entrySet()) {
      sum += entry.getValue().hash(Hashing.fold(22, entry.getKey().value()));
    }
    if (sum != hash) {
      problems.add("S4: learned durations hash to %x, expected %x".formatted(sum, hash));
    }
  }
}
