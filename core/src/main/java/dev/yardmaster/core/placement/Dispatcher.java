package dev.yardmaster.core.placement;

import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Holder;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceEvent;
import dev.yardmaster.core.strategy.StrategyNames;
import dev.yardmaster.core.task.TaskEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands READY tasks to agents that would take one, until nothing more fits together or the turn is
 * full. Runs at the end of every command; what it does not get to stays marked for the next turn.
 */
public final class Dispatcher {
  /** Every so many dispatches an agent gets the oldest task it can do, so that nothing starves. */
  static final int OLDEST_EVERY = 10;

  /** Share of its slots up to which {@code affinity} stays with an agent. */
  private static final double AFFINITY_LOAD = 0.8;

  private final PlacementIndex index;
  private final AttemptStarts starts;
  private final FastestChoice fastest;
  private final UserStrategies users;
  private final Map<String, AgentSlot> lastOfType = new HashMap<>();
  private PlacementPolicy policy = PlacementPolicy.DEFAULT;
  private BuiltInStrategy builtIn = BuiltInStrategy.CAPABILITY;
  private boolean ofUser;

  public Dispatcher(
      PlacementIndex index, DurationModel durations, StrategyNames names, AttemptStarts starts) {
    this.index = index;
    this.starts = starts;
    this.fastest = new FastestChoice(index, durations);
    this.users = new UserStrategies(index, this, names);
  }

  public UserStrategies users() {
    return users;
  }

  public void policy(PlacementPolicy value) {
    policy = value;
    BuiltInStrategy found = BuiltInStrategy.find(value.strategy());
    builtIn = found == null ? BuiltInStrategy.CAPABILITY : found;
    ofUser = found == null;
    lastOfType.clear();
  }

  PlacementPolicy policy() {
    return policy;
  }

  /** Whether something waits for another turn. */
  public boolean isPending() {
    return index.isPending();
  }

  public void run(Turn turn) {
    index.turnBegins(turn.now().stateMillis());
    index.parking.bar(turn);
    while (turn.room() > 4) {
      if (index.parking.hasToWake()) {
        index.parking.wake().forEach(index::offer);
        continue;
      }
      if (index.breakers.hasToWake()) {
        index.breakers.wake().forEach(index::offer);
        continue;
      }
      TaskClass taskClass = index.nextDirtyClass();
      if (taskClass != null) {
        serve(taskClass, turn);
        continue;
      }
      AgentSlot slot = index.nextDirtyAgent();
      if (slot == null) {
        return;
      }
      serve(slot, turn);
    }
  }

  private void serve(TaskClass taskClass, Turn turn) {
    while (turn.room() > 4) {
      if (asksUser()) {
        ReadyEntry entry = taskClass.first();
        if (entry == null || !users.ask(entry, turn)) {
          return;
        }
        continue;
      }
      if (builtIn == BuiltInStrategy.FASTEST) {
        if (!placeFastest(taskClass, null, turn)) {
          return;
        }
        continue;
      }
      ReadyEntry entry = taskClass.first();
      AgentSlot slot = entry == null ? null : choose(entry);
      if (entry == null || slot == null) {
        return;
      }
      place(entry, slot, turn);
    }
    index.touch(taskClass);
  }

  private void serve(AgentSlot slot, Turn turn) {
    while (slot.available && turn.room() > 4) {
      ReadyEntry pinned = slot.firstPinned();
      if (pinned != null) {
        place(pinned, slot, "pinned to this agent", 0, turn);
        continue;
      }
      if (asksUser()) {
        ReadyEntry entry = best(slot);
        if (entry == null || !users.ask(entry, turn)) {
          return;
        }
        continue;
      }
      if (builtIn == BuiltInStrategy.FASTEST) {
        if (!serveFastest(slot, turn)) {
          return;
        }
        continue;
      }
      ReadyEntry entry = best(slot);
      if (entry == null) {
        return;
      }
      place(entry, slot, turn);
    }
    if (slot.available) {
      index.touch(slot);
    }
  }

  private boolean asksUser() {
    return ofUser && users.isRegistered(policy.strategy());
  }

  private boolean serveFastest(AgentSlot slot, Turn turn) {
    AgentGroup group = slot.group;
    if (group == null) {
      return false;
    }
    for (TaskClass taskClass : group.classes) {
      if (taskClass.first() != null && placeFastest(taskClass, slot, turn)) {
        return true;
      }
    }
    return false;
  }

  private boolean placeFastest(TaskClass taskClass, @Nullable AgentSlot only, Turn turn) {
    if (taskClass.first() == null) {
      return false;
    }
    FastestChoice.Pick pick = fastest.pick(taskClass, only, turn);
    if (pick == null) {
      return false;
    }
    double inMillis = pick.finishMillis() - turn.now().stateMillis();
    place(
        pick.entry(),
        pick.slot(),
        "expected to end first, in %d ms".formatted((long) inMillis),
        inMillis,
        turn);
    return true;
  }

  /** The task an agent should do next: the best by key, every tenth time the oldest (R30). */
  private @Nullable ReadyEntry best(AgentSlot slot) {
    AgentGroup group = slot.group;
    if (group == null) {
      return null;
    }
    boolean oldest = slot.dispatches % OLDEST_EVERY == OLDEST_EVERY - 1;
    ReadyEntry best = null;
    for (TaskClass taskClass : group.classes) {
      if (taskClass.key.runsAtOnce() && !slot.roomToRun) {
        continue;
      }
      ReadyEntry entry = oldest ? taskClass.oldest() : taskClass.first();
      if (entry != null
          && (best == null
              || (oldest ? ReadyEntry.BY_AGE : ReadyEntry.BY_KEY).compare(entry, best) < 0)) {
        best = entry;
      }
    }
    return best;
  }

  /** The agent a task should go to, by the built-in strategy; null when none would take it. */
  @Nullable AgentSlot choose(ReadyEntry entry) {
    if (builtIn == BuiltInStrategy.AFFINITY) {
      AgentSlot last = lastOfType.get(entry.task.spec().work().type());
      if (last != null
          && last.available
          && last.load() < AFFINITY_LOAD
          && last.group != null
          && last.group.classes.contains(entry.taskClass)
          && (!entry.taskClass.key.runsAtOnce() || last.roomToRun)) {
        return last;
      }
    }
    AgentSlot best = null;
    for (AgentGroup group : entry.taskClass.groups) {
      AgentSlot first = group.first(entry.taskClass);
      if (first != null && (best == null || builtIn.order().compare(first, best) < 0)) {
        best = first;
      }
    }
    return best;
  }

  private void place(ReadyEntry entry, AgentSlot slot, Turn turn) {
    String reason =
        switch (builtIn) {
          case CAPABILITY -> "capable and least loaded for its size";
          case ROUND_ROBIN -> "served longest ago";
          case LEAST_LOADED -> "holds the fewest tasks";
          case AFFINITY ->
              lastOfType.get(entry.task.spec().work().type()) == slot
                  ? "did the last task of this type"
                  : "capable and least loaded for its size";
          case FASTEST -> "expected to end first";
        };
    place(entry, slot, reason, slot.load(), turn);
  }

  /**
   * Assigns the task, with its whole lock set, or parks it on its first blocker, breakers first.
   */
  void place(ReadyEntry entry, AgentSlot slot, String reason, double score, Turn turn) {
    if (entry.task.unfinished() > 0) {
      index.withdraw(entry); // a dependency began anew; the cascade that says so is on its way
      return;
    }
    if (index.isPinnedElsewhere(entry, slot)) {
      index.requeue(entry);
      return;
    }
    BreakerName stopping = index.breakers.blocker(entry);
    if (stopping != null) {
      index.parking.letGo(entry);
      index.breakers.park(entry, stopping);
      return;
    }
    LockRequest blocker = index.parking.blocker(entry);
    if (blocker != null) {
      index.parking.park(entry, blocker, turn);
      index.breakers.tried(entry);
      return;
    }
    FencingToken epoch = turn.nextToken();
    String strategy = asksUser() ? policy.strategy() : builtIn.title();
    index.consumed(slot);
    turn.emit(
        new TaskEvent.TaskAssigned(
            entry.task.id(),
            slot.agent.id(),
            slot.agent.session(),
            epoch,
            new TaskEvent.Choice(strategy, score, reason)));
    if (!entry.task.spec().requirements().locks().isEmpty()) {
      turn.emit(
          new ResourceEvent.LocksAcquired(
              epoch,
              new Holder.Attempt(entry.task.id(), epoch),
              entry.task.spec().requirements().locks(),
              0,
              null));
    }
    starts.assigned(entry.task, slot.agent.id(), epoch, turn);
    if (builtIn == BuiltInStrategy.AFFINITY) {
      lastOfType.put(entry.task.spec().work().type(), slot);
    }
  }

  /**
   * When waiting for a faster agent must end for some task; {@code Long.MAX_VALUE} if none waits.
   */
  public long nextMillis() {
    long users =
        Math.min(Math.min(this.users.nextMillis(), index.nextMillis()), index.parking.nextMillis());
    if (builtIn != BuiltInStrategy.FASTEST) {
      return users;
    }
    double next = Double.MAX_VALUE;
    for (AgentGroup group : index.groupsWithAvailable()) {
      for (TaskClass taskClass : group.classes) {
        ReadyEntry entry = taskClass.first();
        AgentSlot slot = group.firstWithRoom();
        if (entry != null && slot != null) {
          next = Math.min(next, fastest.patienceEndsMillis(entry, slot));
        }
      }
    }
    return Math.min(users, next >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) next + 1);
  }

  /** The clock moved on: patience may be over, answers may be late. */
  public void tick(Turn turn) {
    users.tick(turn);
    index.tick(turn.now().stateMillis());
    index.parking.tick(turn.now().stateMillis());
    if (builtIn == BuiltInStrategy.FASTEST) {
      for (AgentGroup group : index.groupsWithAvailable()) {
        group.classes.forEach(taskClass -> {
          if (taskClass.first() != null) {
            index.touch(taskClass);
          }
        });
      }
    }
  }
}
