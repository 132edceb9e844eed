package dev.yardmaster.core.placement;

import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The choice of {@code fastest} (R31): earliest expected completion, waiting for a much faster
 * agent where that pays, up to twice the task's expected duration.
 *
 * <p>The first {@link #WINDOW} tasks of a class are laid, in order, each on the agent where it
 * would end first, busy agents counted from when they are expected free (list scheduling by
 * earliest finish time, as in HEFT, Topcuoglu et al. 2002). A task laid on an agent that is free
 * now is placed there. Agents are looked at by speed class: at most {@link #SPEED_CLASSES} x {@link
 * #WINDOW} of them.
 */
final class FastestChoice {
  static final int WINDOW = 32;
  static final int SPEED_CLASSES = 16;

  /** An agent that ended its last task is expected to ask for another within this time. */
  private static final long ASKS_AGAIN_WITHIN_MILLIS = 1_000;

  /** A task overdue is expected to need this share of the time it has taken so far. */
  private static final double OVERDUE_SHARE = 0.25;

  /** A task waits for a faster agent at most this many times its expected duration. */
  private static final double MAX_WAIT = 2;

  /** An agent and when it would be free, as laid out so far. */
  private static final class Lane {
    private final AgentSlot slot;
    private final double slowness;
    private double freeAt;

    private Lane(AgentSlot slot, double slowness, double freeAt) {
      this.slot = slot;
      this.slowness = slowness;
      this.freeAt = freeAt;
    }
  }

  /** A placement that should be made now. */
  record Pick(ReadyEntry entry, AgentSlot slot, double finishMillis) {}

  private final PlacementIndex index;
  private final DurationModel durations;

  FastestChoice(PlacementIndex index, DurationModel durations) {
    this.index = index;
    this.durations = durations;
  }

  static int speedClass(double slowness) {
    long half = StrictMath.round(StrictMath.log(slowness) / StrictMath.log(2) * 2);
    return Math.clamp(half + SPEED_CLASSES / 2, 0, SPEED_CLASSES - 1);
  }

  /** When the agent is expected to have a slot free, given what it holds. */
  static double freeAtMillis(
      AgentSlot slot, TaskTable tasks, DurationModel durations, long nowMillis) {
    double busy = 0;
    for (Task task : tasks.heldBy(slot.agent.session())) {
      double expected = durations.millis(task.spec().work().type(), slot.agent.id());
      busy +=
          task.state() instanceof TaskState.Running running
              ? leftMillis(expected, (double) (nowMillis - running.sinceMillis()))
              : expected;
    }
    return nowMillis + busy / slot.maxConcurrent;
  }

  private static double leftMillis(double expected, double elapsed) {
    return Math.max(OVERDUE_SHARE * Math.max(expected, elapsed), expected - elapsed);
  }

  /** The first placement to make in this class, for this agent if one is named; null: wait. */
  @Nullable Pick pick(TaskClass taskClass, @Nullable AgentSlot only, Turn turn) {
    double now = turn.now().stateMillis();
    List<PriorityQueue<Lane>> lanes = lanes(taskClass, now);
    for (ReadyEntry entry : taskClass.window(WINDOW)) {
      double expected = durations.millis(entry.task.spec().work().type());
      PriorityQueue<Lane> best = null;
      double bestFinish = Double.MAX_VALUE;
      for (PriorityQueue<Lane> speed : lanes) {
        Lane lane = speed.peek();
        double finish = lane == null ? Double.MAX_VALUE : lane.freeAt + expected * lane.slowness;
        if (finish < bestFinish) {
          best = speed;
          bestFinish = finish;
        }
      }
      Lane lane = best == null ? null : best.poll();
      if (lane != null && (only == null || lane.slot == only) && canTake(lane.slot, taskClass)) {
        return new Pick(entry, lane.slot, bestFinish);
      }
      AgentSlot impatient = impatient(entry, only, now);
      if (impatient != null) {
        return new Pick(entry, impatient, now + expected * slowness(impatient));
      }
      if (best == null || lane == null) {
        return null;
      }
      lane.freeAt += expected * lane.slowness / lane.slot.maxConcurrent;
      best.add(lane);
    }
    return null;
  }

  /** Until when a task may wait for a faster agent than this one, which has a slot free. */
  double patienceEndsMillis(ReadyEntry entry, AgentSlot slot) {
    return entry.sinceMillis
        + MAX_WAIT * durations.millis(entry.task.spec().work().type(), slot.agent.id());
  }

  private double slowness(AgentSlot slot) {
    return durations.slowness(slot.agent.id());
  }

  /**
   * Whether it would be given a task now. Ahead of a free slot only once something is known of it:
   * whoever turns out to be slow should not sit on work that others could do.
   */
  private boolean canTake(AgentSlot slot, TaskClass taskClass) {
    boolean ahead = !taskClass.key.runsAtOnce() && durations.knows(slot.agent.id());
    return slot.available && (slot.roomToRun || ahead);
  }

  /** The agent with room to run this at once for which it need wait no longer, or null. */
  private @Nullable AgentSlot impatient(
      ReadyEntry entry, @Nullable AgentSlot only, double nowMillis) {
    if (only != null) {
      return only.roomToRun && nowMillis >= patienceEndsMillis(entry, only) ? only : null;
    }
    for (AgentGroup group : entry.taskClass.groups) {
      AgentSlot first = group.firstWithRoom();
      if (first != null && nowMillis >= patienceEndsMillis(entry, first)) {
        return first;
      }
    }
    return null;
  }

  /** Whether it takes tasks, or will: one that has just ended its last will ask in a moment. */
  private static boolean isUseful(AgentSlot slot, double nowMillis) {
    return slot.available
        || slot.held > 0
        || nowMillis - slot.idleSinceMillis < ASKS_AGAIN_WITHIN_MILLIS;
  }

  private List<PriorityQueue<Lane>> lanes(TaskClass taskClass, double now) {
    List<PriorityQueue<Lane>> lanes = new ArrayList<>(SPEED_CLASSES);
    int available = 0;
    for (Iterable<AgentSlot> speed : index.speeds()) {
      PriorityQueue<Lane> queue =
          new PriorityQueue<>(Comparator.comparingDouble((Lane lane) -> lane.freeAt));
      int looked = 0;
      for (AgentSlot slot : speed) {
        if (looked++ >= WINDOW) {
          break;
        }
        AgentGroup group = slot.group;
        if (isUseful(slot, now) && group != null && group.classes.contains(taskClass)) {
          queue.add(new Lane(slot, slowness(slot), Math.max(now, slot.freeAtMillis)));
          available += canTake(slot, taskClass) ? 1 : 0;
        }
      }
      if (!queue.isEmpty()) {
        lanes.add(queue);
      }
    }
    return available > 0 ? lanes : withFirstOfGroups(lanes, taskClass, now);
  }

  /**
   * Agents of other classes may fill every window; then the groups' own orders find who is free.
   */
  private List<PriorityQueue<Lane>> withFirstOfGroups(
      List<PriorityQueue<Lane>> lanes, TaskClass taskClass, double now) {
    for (AgentGroup group : taskClass.groups) {
      AgentSlot first = group.first(taskClass);
      if (first != null) {
        PriorityQueue<Lane> queue =
            new PriorityQueue<>(Comparator.comparingDouble((Lane lane) -> lane.freeAt));
        queue.add(new Lane(first, slowness(first), now));
        lanes.add(queue);
      }
    }
    return lanes;
  }
}
