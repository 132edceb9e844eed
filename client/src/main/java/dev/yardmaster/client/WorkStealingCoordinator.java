package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.placement.DurationModel;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.task.Requirements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says which agent would end a task first, and which waiting tasks would end sooner elsewhere, from
 * what it is told of agents and durations. Usable alone: it needs no Yardmaster and moves nothing
 * itself. In a workspace the server steals by the same rules (R33), set with {@link
 * CoordinationManager#placementPolicy}.
 *
 * {@snippet file="AloneExamplesTest.java" region="best"}
 *
 * <p>Expected is what was learned: the duration of the task's type times the slowness of the agent.
 * Usable from any thread.
 */
public final class WorkStealingCoordinator {
  /** Most agents it keeps. */
  public static final int MAX_AGENTS = 10_000;

  /** Most agents looked at for one that would take over work. */
  private static final int MAX_VICTIMS = 16;

  private final PlacementPolicy.Stealing policy;
  private final ReentrantLock lock = new ReentrantLock();
  private final DurationModel durations = new DurationModel();
  private final Map<AgentId, AgentWorkload> workloads = new TreeMap<>();

  public WorkStealingCoordinator() {
    this(PlacementPolicy.Stealing.DEFAULT);
  }

  /** With its own threshold and batch; the interval is the caller's. */
  public WorkStealingCoordinator(PlacementPolicy.Stealing policy) {
    this.policy = policy;
  }

  /**
   * Replaces what is known of the agent.
   *
   * @throws IllegalStateException when it is one agent too many
   */
  public void updateAgentWorkload(AgentWorkload workload) {
    lock.lock();
    try {
      AgentId id = workload.profile().id();
      if (workloads.size() >= MAX_AGENTS && !workloads.containsKey(id)) {
        throw new IllegalStateException(
            "Expected at most %d agents, got %s as one more; remove some"
                .formatted(MAX_AGENTS, id));
      }
      workloads.put(id, workload);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets an agent that left; what was learned of its speed stays. */
  public void removeAgent(AgentId agent) {
    lock.lock();
    try {
      workloads.remove(agent);
    } finally {
      lock.unlock();
    }
  }

  /** Learns from a task that ended well. */
  public void recordTaskDuration(String type, AgentId agent, Duration took) {
    lock.lock();
    try {
      durations.learn(type, agent, took.toMillis());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The agent that is expected to end the task first, of those that can do it and are not busy; of
   * equals the one with fewer tasks, then of higher priority, then of smaller id. Empty when there
   * is none.
   */
  public Optional<AgentId> findBestAgent(Task task) {
    lock.lock();
    try {
      return workloads.values().stream()
          .filter(each -> serves(each, task))
          .min(
              Comparator.<AgentWorkload>comparingDouble(
                      each -> backlogMillis(each) + millis(task, each))
                  .thenComparingInt(AgentWorkload::held)
                  .thenComparingInt(each -> -each.profile().priority()))
          .map(each -> each.profile().id());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The moves that pay: queued tasks without locks and pins, last given first, from agents that
   * have most to agents that have none, or fewer by the threshold, and room. Each must gain more
   * than half the task's expected duration, so that nothing goes back and forth.
   */
  public List<Steal> steals() {
    lock.lock();
    try {
      if (!policy.enabled()) {
        return List.of();
      }
      Map<AgentId, AgentWorkload> planned = new TreeMap<>(workloads);
      List<Steal> steals = new ArrayList<>();
      for (AgentId thief : byHeld(Comparator.naturalOrder())) {
        stealFor(thief, planned, steals);
      }
      return List.copyOf(steals);
    } finally {
      lock.unlock();
    }
  }

  private List<AgentId> byHeld(Comparator<Integer> order) {
    return workloads.values().stream()
        .sorted(Comparator.comparing(AgentWorkload::held, order))
        .map(each -> each.profile().id())
        .toList();
  }

  private void stealFor(AgentId to, Map<AgentId, AgentWorkload> planned, List<Steal> steals) {
    List<AgentWorkload> victims =
        planned.values().stream()
            .filter(each -> !each.queued().isEmpty() && !each.profile().id().equals(to))
            .sorted(Comparator.comparingInt(each -> -each.queued().size()))
            .limit(MAX_VICTIMS)
            .toList();
    boolean dry = known(planned, to).held() == 0;
    int moved = 0;
    for (AgentWorkload victim : victims) {
      for (Task task : victim.queued().reversed()) {
        AgentWorkload from = known(planned, victim.profile().id());
        AgentWorkload thief = known(planned, to);
        boolean enough = dry || from.held() - thief.held() >= policy.threshold();
        if (!enough || moved >= policy.maxBatch()) {
          break;
        }
        double sooner = backlogMillis(from) - backlogMillis(thief) - millis(task, thief);
        if (isFree(task) && hasRoom(thief, task) && sooner > millis(task, thief) / 2) {
          planned.put(from.profile().id(), without(from, task));
          planned.put(to, with(thief, task));
          steals.add(
              new Steal(task.id(), from.profile().id(), to, Duration.ofMillis((long) sooner)));
          moved++;
        }
      }
    }
  }

  private static AgentWorkload known(Map<AgentId, AgentWorkload> planned, AgentId agent) {
    AgentWorkload workload = planned.get(agent);
    if (workload == null) {
      throw new IllegalStateException("Expected the workload of agent " + agent);
    }
    return workload;
  }

  private static boolean isFree(Task task) {
    Requirements needs = task.spec().requirements();
    return needs.locks().isEmpty() && needs.agent() == null;
  }

  private static boolean hasRoom(AgentWorkload thief, Task task) {
    return serves(thief, task) && thief.held() < thief.profile().slots().total();
  }

  private static boolean serves(AgentWorkload workload, Task task) {
    Requirements needs = task.spec().requirements();
    AgentProfile profile = workload.profile();
    return workload.loadPercent() < AgentWorkload.BUSY_PERCENT
        && (needs.agent() == null || needs.agent().equals(profile.id()))
        && profile.serves(needs.capabilities(), needs.selector());
  }

  private static AgentWorkload without(AgentWorkload workload, Task task) {
    List<Task> left = new ArrayList<>(workload.queued());
    left.remove(left.lastIndexOf(task));
    return new AgentWorkload(workload.profile(), workload.running(), left, workload.loadPercent());
  }

  private static AgentWorkload with(AgentWorkload workload, Task task) {
    List<Task> more = new ArrayList<>(workload.queued());
    more.add(task);
    return new AgentWorkload(workload.profile(), workload.running(), more, workload.loadPercent());
  }

  /** Until all it has is done; running tasks count whole, since their start is not known. */
  private double backlogMillis(AgentWorkload workload) {
    double sum = 0;
    for (Task task : workload.running()) {
      sum += millis(task, workload);
    }
    for (Task task : workload.queued()) {
      sum += millis(task, workload);
    }
    return sum / workload.profile().slots().maxConcurrentTasks();
  }

  private double millis(Task task, AgentWorkload workload) {
    return durations.millis(task.spec().work().type(), workload.profile().id());
  }

  /** The work of all agents, in numbers. */
  public WorkloadStats workloadStats() {
    lock.lock();
    try {
      int running = 0;
      int queued = 0;
      int slots = 0;
      int most = 0;
      int least = Integer.MAX_VALUE;
      for (AgentWorkload each : workloads.values()) {
        running += each.running().size();
        queued += each.queued().size();
        slots += each.profile().slots().maxConcurrentTasks();
        most = Math.max(most, each.held());
        least = Math.min(least, each.held());
      }
      return new WorkloadStats(
          workloads.size(),
          running,
          queued,
          most,
          workloads.isEmpty() ? 0 : least,
          slots == 0 ? 0 : running / (double) slots);
    } finally {
      lock.unlock();
    }
  }
}
