package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.TaskTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Moves tasks that were assigned ahead, but not started, from agents that have many to agents that
 * would start them sooner (R33). A move must gain more than half the task's expected duration, so
 * nothing goes back and forth.
 */
public final class WorkStealing {
  /** Most agents looked at for one thief. */
  private static final int MAX_VICTIMS = 16;

  private final PlacementIndex index;
  private final TaskTable tasks;
  private final DurationModel durations;
  private final AttemptStarts starts;
  private PlacementPolicy.Stealing policy = PlacementPolicy.Stealing.DEFAULT;
  private long nextRoundMillis = Long.MAX_VALUE;

  public WorkStealing(
      PlacementIndex index, TaskTable tasks, DurationModel durations, AttemptStarts starts) {
    this.index = index;
    this.tasks = tasks;
    this.durations = durations;
    this.starts = starts;
  }

  public void policy(PlacementPolicy.Stealing value, long nowMillis) {
    policy = value;
    nextRoundMillis = value.enabled() ? nowMillis + value.intervalMillis() : Long.MAX_VALUE;
  }

  public long nextMillis() {
    return index.victims().isEmpty() ? Long.MAX_VALUE : nextRoundMillis;
  }

  /** Gives work to agents that ran dry, within this turn's room. */
  public void run(Turn turn) {
    if (!policy.enabled()) {
      return;
    }
    for (AgentSlot dry : index.takeDry()) {
      if (dry.available && dry.held == 0) {
        steal(dry, true, turn);
      }
    }
  }

  /** The regular round over all agents that would take more. */
  public void tick(Turn turn) {
    if (!policy.enabled() || turn.now().stateMillis() < nextRoundMillis) {
      return;
    }
    nextRoundMillis = turn.now().stateMillis() + policy.intervalMillis();
    for (AgentSlot thief : index.availableInOrder(Turn.MAX_EVENTS / 8)) {
      if (turn.room() <= 4 || index.victims().isEmpty()) {
        return;
      }
      steal(thief, thief.held == 0, turn);
    }
  }

  private void steal(AgentSlot thief, boolean dry, Turn turn) {
    int moved = 0;
    List<AgentSlot> victims = new ArrayList<>();
    for (AgentSlot slot : index.victims()) {
      if (victims.size() == MAX_VICTIMS) {
        break;
      }
      victims.add(slot);
    }
    for (AgentSlot victim : victims) {
      for (Task task : stealable(victim)) {
        boolean enough = dry || victim.held - thief.held >= policy.threshold();
        if (victim == thief
            || !enough
            || moved >= policy.maxBatch()
            || !thief.available
            || turn.room() <= 4) {
          break;
        }
        String gain = gain(task, victim, thief, turn);
        if (!gain.isEmpty()) {
          index.consumed(thief);
          FencingToken epoch = turn.nextToken();
          turn.emit(
              new TaskEvent.WorkStolen(
                  task.id(),
                  victim.agent.id(),
                  thief.agent.id(),
                  thief.agent.session(),
                  epoch,
                  gain));
          starts.assigned(task, thief.agent.id(), epoch, turn);
          moved++;
        }
      }
    }
  }

  /** What the victim has not started, last assigned first, without lock sets, breakers and pins. */
  private List<Task> stealable(AgentSlot victim) {
    List<Task> assigned = new ArrayList<>();
    for (Task task : tasks.heldBy(victim.agent.session())) {
      if (task.state() instanceof TaskState.Assigned
          && !task.spec().requirements().runsAtOnce()
          && task.pin() == null) {
        assigned.add(task);
      }
    }
    return assigned.reversed();
  }

  /** Why the move pays, or empty when it does not. */
  private String gain(Task task, AgentSlot victim, AgentSlot thief, Turn turn) {
    if (!thief
        .agent
        .profile()
        .serves(task.spec().requirements().capabilities(), task.spec().requirements().selector())) {
      return "";
    }
    String type = task.spec().work().type();
    double now = turn.now().stateMillis();
    double there =
        FastestChoice.freeAtMillis(victim, tasks, durations, turn.now().stateMillis()) - now;
    double here =
        FastestChoice.freeAtMillis(thief, tasks, durations, turn.now().stateMillis())
            - now
            + durations.millis(type, thief.agent.id());
    double gained = there - here;
    return gained > durations.millis(type, thief.agent.id()) / 2
        ? "expected to end %d ms sooner".formatted((long) gained)
        : "";
  }

  /** Most stealable work first. */
  static final Comparator<AgentSlot> VICTIM_ORDER =
      Comparator.<AgentSlot>comparingInt(slot -> -slot.queued)
          .thenComparingLong(slot -> slot.number);
}
