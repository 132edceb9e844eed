package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.RefusalCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A fixed electorate chooses by majority: the choice of more than half of all who may vote, whether
 * they did or not.
 *
 * {@snippet file="ProtocolExamplesTest.java" region="vote"}
 *
 * <p>It is over as soon as a choice has its majority, everybody has voted, or the time of the first
 * who waits is over; from then on everybody is told the same result, also who comes late. The first
 * vote of an agent counts.
 */
public final class Vote implements CoordinationProtocol<String, Vote.Result> {
  /** Most agents of an electorate. */
  public static final int MAX_VOTERS = 256;

  /** Most characters of a choice. */
  public static final int MAX_CHOICE = 128;

  private final TreeSet<String> electorate = new TreeSet<>();

  /**
   * How a vote went.
   *
   * @param winner empty when no choice had a majority
   */
  public record Result(Optional<String> winner, Map<AgentId, String> ballots) {
    public Result {
      ballots = Map.copyOf(ballots);
    }
  }

  private Vote(Set<AgentId> electorate) {
    electorate.forEach(each -> this.electorate.add(each.value()));
  }

  public static Vote among(Set<AgentId> electorate) {
    if (electorate.isEmpty() || electorate.size() > MAX_VOTERS) {
      throw new IllegalArgumentException(
          "Expected 1 to %d agents who may vote, got %d".formatted(MAX_VOTERS, electorate.size()));
    }
    return new Vote(electorate);
  }

  @Override
  public String name() {
    return "vote";
  }

  @Override
  public Result play(ProtocolRun run, String choice) {
    String me = run.agent().value();
    if (choice.isEmpty() || choice.length() > MAX_CHOICE) {
      throw new IllegalArgumentException(
          "Expected a choice of 1 to %d characters, got %d".formatted(MAX_CHOICE, choice.length()));
    }
    Map<String, Object> state =
        run.update(present -> {
          requireElectorate(run, present, me);
          Map<String, String> ballots = ballots(present);
          if (!isClosed(present)) {
            ballots.putIfAbsent(me, choice);
          }
          return written(present, ballots, false);
        });
    if (isClosed(state)) {
      return result(state);
    }
    try {
      return result(run.await(Vote::isClosed));
    } catch (CoordinationException e) {
      if (e.code() != RefusalCode.TIMEOUT) {
        throw e;
      }
      return result(run.update(present -> written(present, ballots(present), true)));
    }
  }

  private void requireElectorate(ProtocolRun run, Map<String, Object> state, String me) {
    if (!electorate.contains(me)) {
      throw ProtocolRun.refused(
          "Expected one of %s to vote in %s, got %s".formatted(electorate, run.instance(), me));
    }
    String known = String.valueOf(state.getOrDefault("electorate", electorate.toString()));
    if (!known.equals(electorate.toString())) {
      throw ProtocolRun.refused(
          "Expected vote %s to be among %s, but it was begun among %s; use one electorate"
              .formatted(run.instance(), electorate, known));
    }
  }

  private Map<String, Object> written(
      Map<String, Object> state, Map<String, String> ballots, boolean over) {
    if (isClosed(state)) {
      return state;
    }
    Map<String, Integer> counts = new TreeMap<>();
    ballots.values().forEach(each -> counts.merge(each, 1, Integer::sum));
    Optional<String> winner =
        counts.entrySet().stream()
            .filter(each -> each.getValue() > electorate.size() / 2)
            .map(Map.Entry::getKey)
            .findFirst();
    state.put("electorate", electorate.toString());
    state.put("ballots", ballots);
    state.put("closed", over || winner.isPresent() || ballots.size() == electorate.size());
    state.put("winner", winner.orElse(""));
    return state;
  }

  private static boolean isClosed(Map<String, Object> state) {
    return Boolean.TRUE.equals(state.get("closed"));
  }

  private static Map<String, String> ballots(Map<String, Object> state) {
    Map<String, String> ballots = new TreeMap<>();
    if (state.get("ballots") instanceof Map<?, ?> known) {
      known.forEach((who, choice) -> ballots.put(String.valueOf(who), String.valueOf(choice)));
    }
    return ballots;
  }

  private static Result result(Map<String, Object> state) {
    String winner = String.valueOf(state.get("winner"));
    Map<AgentId, String> ballots = new LinkedHashMap<>();
    ballots(state).forEach((who, choice) -> ballots.put(AgentId.of(who), choice));
    return new Result(winner.isEmpty() ? Optional.empty() : Optional.of(winner), ballots);
  }
}
