package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Envelope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A task goes to whoever would do it at the lowest cost (R. G. Smith, The Contract Net Protocol,
 * 1980): {@link #announce announced} to candidates by a message, {@link #bid bid} for, awarded, and
 * then an ordinary task pinned to the winner.
 *
 * {@snippet file="ProtocolExamplesTest.java" region="announce"}
 *
 * <p>The award is made once, when all candidates have bid or declined or the announcer's time is
 * over; a bid after that counts for nothing. An announcer that died goes on where it was when it
 * announces again. A winner that is not attached at the award is passed over; one that dies later
 * leaves its task to others when it is GONE (R20).
 */
public final class ContractNet {
  /** Type of the messages that announce; their payload names the instance and the task. */
  public static final String ANNOUNCEMENT = "contract-net";

  /** Most agents asked for bids. */
  public static final int MAX_CANDIDATES = 256;

  private ContractNet() {}

  /** Who does the task, and for what cost. */
  public record Award(AgentId winner, double cost) {}

  /** What is announced, and to whom. */
  public record Announcement(Task task, List<AgentId> candidates) {
    public Announcement {
      candidates = List.copyOf(candidates);
      if (candidates.isEmpty() || candidates.size() > MAX_CANDIDATES) {
        throw new IllegalArgumentException(
            "Expected 1 to %d candidates for task %s, got %d"
                .formatted(MAX_CANDIDATES, task.id(), candidates.size()));
      }
    }
  }

  /** The announcer's part: refused TIMEOUT when nobody attached has bid in time. */
  public static CoordinationProtocol<Announcement, Award> announce() {
    return new Announcer();
  }

  /**
   * A candidate's part: its cost, or empty to decline; told the award, empty when there was none.
   */
  public static CoordinationProtocol<OptionalDouble, Optional<Award>> bid() {
    return new Bidder();
  }

  private static Map<String, Double> bids(Map<String, Object> state) {
    Map<String, Double> bids = new TreeMap<>();
    if (state.get("bids") instanceof Map<?, ?> known) {
      known.forEach((who, cost) -> bids.put(String.valueOf(who), ((Number) cost).doubleValue()));
    }
    return bids;
  }

  private static List<String> agents(Map<String, Object> state, String member) {
    List<String> agents = new ArrayList<>();
    if (state.get(member) instanceof List<?> known) {
      known.forEach(each -> agents.add(String.valueOf(each)));
    }
    return agents;
  }

  private static Optional<Award> award(Map<String, Object> state) {
    return state.get("winner") instanceof String winner && state.get("cost") instanceof Number cost
        ? Optional.of(new Award(AgentId.of(winner), cost.doubleValue()))
        : Optional.empty();
  }

  private static final class Announcer implements CoordinationProtocol<Announcement, Award> {
    @Override
    public String name() {
      return ANNOUNCEMENT;
    }

    @Override
    public Award play(ProtocolRun run, Announcement announcement) {
      String task = announcement.task().id().value();
      Map<String, Object> state =
          run.update(present -> {
            if (!task.equals(present.getOrDefault("task", task))) {
              throw ProtocolRun.refused(
                  "Expected %s to announce task %s, but it announced %s; choose another instance"
                      .formatted(run.instance(), task, present.get("task")));
            }
            present.put("task", task);
            present.putIfAbsent(
                "candidates", announcement.candidates().stream().map(AgentId::value).toList());
            return present;
          });
      if (award(state).isEmpty()) {
        announcement.candidates().forEach(each -> tell(run, task, each));
        awaitBids(run, announcement);
      }
      Award award =
          award(run.update(present -> awarded(run, present)))
              .orElseThrow(() -> run.late("a bid of an attached agent"));
      run.manager().assignTask(announcement.task(), award.winner());
      return award;
    }

    private static void tell(ProtocolRun run, String task, AgentId candidate) {
      MessageId id = MessageId.of(ANNOUNCEMENT + "/" + run.instance() + "/" + candidate);
      Envelope envelope =
          Envelope.of(ANNOUNCEMENT, Json.of(Map.of("instance", run.instance(), "task", task)));
      try {
        run.manager().messages().send(run.actor(), id, Audience.of(candidate), envelope);
      } catch (CoordinationException e) {
        boolean told = e.code() == RefusalCode.ALREADY_EXISTS;
        boolean unknown = e.code() == RefusalCode.NOT_FOUND || e.code() == RefusalCode.LIMIT;
        if (!told && !unknown) { // who cannot be told does not bid
          throw e;
        }
      }
    }

    private static void awaitBids(ProtocolRun run, Announcement announcement) {
      try {
        run.await(state ->
            bids(state).size() + agents(state, "declined").size()
                >= announcement.candidates().size());
      } catch (CoordinationException e) {
        if (e.code() != RefusalCode.TIMEOUT) {
          throw e;
        }
      }
    }

    /** Lowest cost first, then the smaller id; the attached only. */
    private static Map<String, Object> awarded(ProtocolRun run, Map<String, Object> state) {
      if (award(state).isEmpty()) {
        bids(state).entrySet().stream()
            .filter(bid -> isAttached(run, AgentId.of(bid.getKey())))
            .min(Comparator.comparingDouble(Map.Entry::getValue))
            .ifPresent(bid -> {
              state.put("winner", bid.getKey());
              state.put("cost", bid.getValue());
            });
      }
      return state;
    }

    private static boolean isAttached(ProtocolRun run, AgentId agent) {
      return run.manager()
          .agents()
          .find(agent)
          .map(found -> found.status() == AgentStatus.ACTIVE)
          .orElse(false);
    }
  }

  private static final class Bidder
      implements CoordinationProtocol<OptionalDouble, Optional<Award>> {
    @Override
    public String name() {
      return ANNOUNCEMENT;
    }

    @Override
    public Optional<Award> play(ProtocolRun run, OptionalDouble cost) {
      cost.ifPresent(Bidder::check);
      String me = run.agent().value();
      run.update(state -> {
        if (!state.containsKey("task")) {
          throw ProtocolRun.refused(
              "Expected a task to be announced in %s; bid when told".formatted(run.instance()));
        }
        if (!agents(state, "candidates").contains(me)) {
          throw ProtocolRun.refused(
              "Expected a candidate of %s to bid, got %s".formatted(run.instance(), me));
        }
        if (award(state).isEmpty()) {
          enter(state, me, cost);
        }
        return state;
      });
      try {
        return award(run.await(state -> award(state).isPresent()));
      } catch (CoordinationException e) {
        if (e.code() != RefusalCode.TIMEOUT) {
          throw e;
        }
        return Optional.empty();
      }
    }

    private static void enter(Map<String, Object> state, String me, OptionalDouble cost) {
      Map<String, Double> bids = bids(state);
      List<String> declined = agents(state, "declined");
      bids.remove(me);
      declined.remove(me);
      if (cost.isPresent()) {
        bids.put(me, cost.getAsDouble());
      } else {
        declined.add(me);
      }
      state.put("bids", bids);
      state.put("declined", declined);
    }

    private static void check(double cost) {
      if (!Double.isFinite(cost) || cost < 0) {
        throw new IllegalArgumentException("Expected a cost of 0 or more, got %s".formatted(cost));
      }
    }
  }
}
