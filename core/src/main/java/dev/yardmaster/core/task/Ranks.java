package dev.yardmaster.core.task;

import dev.yardmaster.core.machine.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Critical-path ranks of plans (R30): computed at the seal, and again when what is learned of a
 * type's duration has moved away from what its plans were ranked with.
 *
 * <p>Leader only. What a plan was ranked with is kept by type; a new leader reads it off the ranks
 * themselves. So nothing of it is logged but the ranks, and a follower never computes one.
 */
public final class Ranks {
  /** Most tasks ranked anew in one tick. */
  public static final int MOST_PER_TICK = 1_000;

  /** A plan is ranked anew when a duration is longer or shorter by this factor. */
  private static final double MATERIAL = 1.25;

  /** Plans are looked at when a duration is longer or shorter by this factor than last time. */
  private static final double NOTEWORTHY = 1.1;

  /** From the first such change to the first step: several changes are worth one walk. */
  private static final long GATHER_MILLIS = 1_000;

  /** Between two steps, so that a large plan leaves the driver to others. */
  private static final long PAUSE_MILLIS = 10;

  private static final long NEVER = Long.MAX_VALUE;

  private final TaskTable tasks;
  private final DurationEstimate estimate;
  private final Map<Plan, Map<String, Long>> rankedWith = new LinkedHashMap<>();
  private final Map<String, Set<Plan>> plansOf = new LinkedHashMap<>();
  private final Map<String, Long> lookedAt = new LinkedHashMap<>();
  private final Map<Plan, Walk> due = new LinkedHashMap<>();
  private long nextMillis = NEVER;

  /** How far a plan is ranked anew, last to first. */
  private static final class Walk {
    private final int revision;
    private int next;
    private boolean metOpen;

    /** A duration moved on while the plan was being ranked. */
    private boolean again;

    private Walk(Plan plan) {
      revision = plan.revision();
      next = plan.size();
    }
  }

  public Ranks(TaskTable tasks, DurationEstimate estimate) {
    this.tasks = tasks;
    this.estimate = estimate;
  }

  /** Reads off what the plans were ranked with, for a new leader. */
  public void rebuild(long nowMillis) {
    tasks.plans().forEach(this::read);
    List.copyOf(plansOf.keySet()).forEach(type -> learned(type, nowMillis));
  }

  private void read(Plan plan) {
    int from =
        switch (plan.stage()) {
          case OPEN, SETTLED, RELEASE, CANCEL -> 0;
          case RANK -> plan.next();
          case ADOPT, DROP, RETIRE -> plan.size();
        };
    for (int i = plan.size() - 1; i >= from; i--) {
      Task task = plan.task(i);
      if (!(task.state() instanceof TaskState.Ended)) {
        note(plan, task, task.rankMillis() - longestAfter(plan, task, plan.size(), new long[0]));
      }
    }
  }

  /** A success may have taught something; a plan that was over may go on. */
  public void changed(Task task, TaskState before) {
    if (task.state() instanceof TaskState.Succeeded end && before instanceof TaskState.Running) {
      learned(task.spec().work().type(), end.sinceMillis());
    } else if (before instanceof TaskState.Ended && task.state() instanceof TaskState.Waiting) {
      TaskRestored.PlanSlot slot = task.slot();
      Plan plan = slot == null ? null : tasks.find(slot.plan());
      boolean present = slot != null && plan != null && plan.revision() == slot.revision();
      if (plan != null && present && !rankedWith.containsKey(plan)) {
        read(plan);
      }
    }
  }

  private void learned(String type, long nowMillis) {
    Set<Plan> plans = plansOf.get(type);
    long millis = millis(type);
    if (plans == null || !differ(millis, lookedAt.getOrDefault(type, 0L), NOTEWORTHY)) {
      return;
    }
    lookedAt.put(type, millis);
    for (Plan plan : plans) {
      Map<String, Long> with = rankedWith.getOrDefault(plan, Map.of());
      if (differ(millis, with.getOrDefault(type, millis), MATERIAL)) {
        Walk walk = due.computeIfAbsent(plan, Walk::new);
        walk.again = walk.next < plan.size();
        nextMillis = Math.min(nextMillis, nowMillis + GATHER_MILLIS);
      }
    }
  }

  private static boolean differ(long a, long b, double factor) {
    return a > b * factor || b > a * factor;
  }

  private long millis(String type) {
    return Math.max(1, (long) estimate.millis(type));
  }

  /** Nothing of this plan is to be ranked any more. */
  public void forget(Plan plan) {
    due.remove(plan);
    forgetDurations(plan);
  }

  private void forgetDurations(Plan plan) {
    for (String type : rankedWith.getOrDefault(plan, Map.of()).keySet()) {
      Set<Plan> plans = plansOf.get(type);
      if (plans != null && plans.remove(plan) && plans.isEmpty()) {
        plansOf.remove(type);
        lookedAt.remove(type);
      }
    }
    rankedWith.remove(plan);
  }

  public long nextMillis() {
    return nextMillis;
  }

  /** One step of ranking anew, when it is due. */
  public void tick(Turn turn) {
    long now = turn.now().stateMillis();
    if (now < nextMillis) {
      return;
    }
    int left = MOST_PER_TICK;
    while (left > 0 && turn.room() > 1 && !due.isEmpty()) {
      Map.Entry<Plan, Walk> first = due.entrySet().iterator().next();
      left -= step(first.getKey(), first.getValue(), left, turn);
    }
    nextMillis = due.isEmpty() ? NEVER : now + PAUSE_MILLIS;
  }

  /** Ranks at most so many tasks of a plan anew, and says how many. */
  private int step(Plan plan, Walk walk, int most, Turn turn) {
    boolean ranked =
        switch (plan.stage()) {
          case OPEN, SETTLED, RELEASE -> walk.revision == plan.revision();
          case ADOPT, DROP, RANK, CANCEL, RETIRE -> false;
        };
    if (!ranked) {
      due.remove(plan); // ranked with its new revision, or not needed any more
      return 0;
    }
    int to = walk.next;
    int from = Math.max(0, to - most);
    List<Long> ranks = of(plan, from, to);
    boolean moved = false;
    for (int i = from; i < to; i++) {
      Task task = plan.task(i);
      boolean open = !(task.state() instanceof TaskState.Ended);
      walk.metOpen |= open;
      moved |= open && task.rankMillis() != ranks.get(i - from);
    }
    if (moved) {
      turn.emit(new PlanEvent.PlanRanked(plan.id(), from, ranks));
    }
    walk.next = from;
    if (from == 0) {
      due.remove(plan);
      if (!walk.metOpen) {
        forget(plan);
      } else if (walk.again) {
        due.put(plan, new Walk(plan));
      }
    }
    return to - from;
  }

  /** The ranks of these tasks of a plan, those behind them being ranked already. */
  List<Long> of(Plan plan, int from, int to) {
    if (to == plan.size()) {
      forgetDurations(plan); // a former revision may have had types that this one has not
    }
    long[] ranks = new long[to - from];
    for (int i = to - 1; i >= from; i--) {
      Task task = plan.task(i);
      long millis = millis(task.spec().work().type());
      ranks[i - from] = longestAfter(plan, task, from, ranks) + millis;
      note(plan, task, millis);
    }
    List<Long> values = new ArrayList<>(ranks.length);
    for (long rank : ranks) {
      values.add(rank);
    }
    return values;
  }

  private void note(Plan plan, Task task, long millis) {
    String type = task.spec().work().type();
    rankedWith.computeIfAbsent(plan, p -> new LinkedHashMap<>()).put(type, millis);
    plansOf.computeIfAbsent(type, t -> new LinkedHashSet<>()).add(plan);
  }

  /** Longest expected way from the end of this task to the end of the plan (R25). */
  private static long longestAfter(Plan plan, Task task, int from, long[] ranks) {
    long longest = 0;
    for (Edge edge : task.dependents().toAll()) {
      TaskRestored.PlanSlot slot = edge.dependent().slot();
      if (slot != null && slot.plan().equals(plan.id()) && slot.revision() == plan.revision()) {
        int index = slot.index() - from;
        long rank =
            index >= 0 && index < ranks.length ? ranks[index] : edge.dependent().rankMillis();
        longest = Math.max(longest, rank);
      }
    }
    return longest;
  }
}
