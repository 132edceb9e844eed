package dev.yardmaster.core.task;

import dev.yardmaster.core.machine.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from ends, seals and retries, however many tasks it touches: done within the room of
 * one turn, the rest in later ones. Each step looks again at every object it changes.
 */
public final class Cascades {
  /** Most tasks or edges of one step. */
  private static final int STEP = 1_000;

  private final TaskTable tasks;
  private final Ranks ranks;

  public Cascades(TaskTable tasks, Ranks ranks) {
    this.tasks = tasks;
    this.ranks = ranks;
  }

  /** Whether anything waits for another turn. */
  public boolean isPending() {
    return tasks.nextUnsettled() != null
        || tasks.nextUnrevived() != null
        || tasks.nextUnfinishedPlan() != null;
  }

  /** Does what fits into this turn. */
  public void run(Turn turn) {
    boolean moved = true;
    while (moved && turn.room() > 5) {
      moved = reviveOne(turn) || settleOne(turn) || walkOne(turn);
    }
  }

  private boolean settleOne(Turn turn) {
    Task task = tasks.nextUnsettled();
    if (task == null) {
      return false;
    }
    List<Edge> edges = task.dependents().unsettled(Math.min(STEP, turn.room() - 1));
    int next = task.dependents().settled() + edges.size();
    turn.emit(new TaskEvent.DependentsSettled(task.id(), next));
    for (Edge edge : edges) {
      settle(edge, turn);
    }
    return true;
  }

  private void settle(Edge edge, Turn turn) {
    Task dependent = edge.dependent();
    if (!(dependent.state() instanceof TaskState.Waiting)) {
      return;
    }
    if (edge.isBroken()) {
      turn.emit(new TaskEvent.TaskSkipped(dependent.id(), edge.rootCause()));
    } else {
      releaseIfFree(dependent, turn);
    }
  }

  /** Makes a waiting task READY unless something still holds it back. */
  static void releaseIfFree(Task task, Turn turn) {
    if (task.state() instanceof TaskState.Waiting
        && task.isUnheld()
        && task.spec().limits().schedule().notBeforeMillis() <= turn.now().wallMillis()) {
      turn.emit(new TaskEvent.TaskReady(task.id()));
    }
  }

  /**
   * A READY task whose dependency began anew waits for it again, and is skipped if that ended badly
   * while the task was running (S14). At most two events.
   */
  static void holdBackIfNeeded(Task task, Turn turn) {
    if (!(task.state() instanceof TaskState.Ready)) {
      return;
    }
    Edge broken = settledBroken(task);
    if (broken != null || task.unfinished() > 0) {
      turn.emit(new TaskEvent.TaskHeldBack(task.id()));
    }
    if (broken != null) {
      turn.emit(new TaskEvent.TaskSkipped(task.id(), broken.rootCause()));
    }
  }

  private static @Nullable Edge settledBroken(Task task) {
    for (Edge edge : task.incoming()) {
      if (edge.isSettled() && edge.isBroken()) {
        return edge;
      }
    }
    return null;
  }

  /** Skips a waiting task if a dependency already ended badly; otherwise releases it if free. */
  static void settleNew(Task task, Turn turn) {
    Edge broken = settledBroken(task);
    if (broken != null) {
      turn.emit(new TaskEvent.TaskSkipped(task.id(), broken.rootCause()));
    } else {
      releaseIfFree(task, turn);
    }
  }

  private boolean reviveOne(Turn turn) {
    Task task = tasks.nextUnrevived();
    if (task == null) {
      return false;
    }
    List<Edge> edges = task.dependents().toRevive(Math.min(STEP, (turn.room() - 1) / 4));
    if (edges.isEmpty() && turn.room() < 5) {
      return false;
    }
    int next = task.dependents().revived() + edges.size();
    turn.emit(new TaskEvent.DependentsRevived(task.id(), next));
    for (Edge edge : edges) {
      Task dependent = edge.dependent();
      if (dependent.state() instanceof TaskState.Skipped && !isBroken(dependent)) {
        turn.emit(new TaskEvent.TaskRetried(dependent.id(), "its dependency " + task.id()));
      } else if (dependent.unfinished() > 0) {
        Ends.takeBack(dependent, turn);
      }
    }
    return true;
  }

  private boolean isBroken(Task task) {
    for (Edge edge : task.incoming()) {
      if (edge.isBroken()) {
        return true;
      }
    }
    return tasks.brokenTombstone(task.spec()) != null;
  }

  private boolean walkOne(Turn turn) {
    Plan plan = tasks.nextUnfinishedPlan();
    if (plan == null) {
      return false;
    }
    switch (plan.stage()) {
      case ADOPT -> adopt(plan, turn);
      case DROP -> drop(plan, turn);
      case RANK -> rank(plan, turn);
      case RELEASE -> release(plan, turn);
      case CANCEL -> cancel(plan, turn);
      case OPEN, SETTLED, RETIRE -> {}
    }
    return true;
  }

  private void adopt(Plan plan, Turn turn) {
    int end = Math.min(plan.uploaded().size(), plan.next() + Math.min(STEP, (turn.room() - 1) / 5));
    for (int i = plan.next(); i < end; i++) {
      TaskSpec spec = plan.uploaded().get(i);
      PlanEvent.Adoption how = adoption(spec, plan);
      Task known = tasks.find(spec.id());
      if (how == PlanEvent.Adoption.REPLACED
          && known != null
          && known.state() instanceof TaskState.Assigned assigned) {
        Ends.giveBack(known, assigned, TaskEvent.UnassignCause.HELD_BACK, turn);
      }
      turn.emit(new PlanEvent.PlanTaskAdopted(plan.id(), i, how));
    }
    if (end == plan.uploaded().size()) {
      turn.emit(new PlanEvent.PlanAdvanced(plan.id(), PlanStage.DROP, 0));
    }
  }

  private PlanEvent.Adoption adoption(TaskSpec spec, Plan plan) {
    Task known = tasks.find(spec.id());
    if (known == null) {
      TombstoneRestored stone = tasks.tombstones().find(spec.id(), plan.id());
      return stone != null
              && stone.outcome() == TaskState.Name.SUCCEEDED
              && stone.contentHash() == SpecHash.of(spec)
          ? PlanEvent.Adoption.RECALLED
          : PlanEvent.Adoption.CREATED;
    }
    if (!known.spec().equals(spec)) {
      boolean succeededSince = known.state() instanceof TaskState.Succeeded && !plan.redoChanged();
      return succeededSince
              || known.state() instanceof TaskState.Running
              || known.state() instanceof TaskState.Cancelling
          ? PlanEvent.Adoption.KEPT
          : PlanEvent.Adoption.REPLACED;
    }
    boolean unsuccessful =
        known.state() instanceof TaskState.Ended && !(known.state() instanceof TaskState.Succeeded);
    return unsuccessful ? PlanEvent.Adoption.REVIVED : PlanEvent.Adoption.KEPT;
  }

  private void drop(Plan plan, Turn turn) {
    List<Task> former = plan.former();
    int at = plan.dropped();
    for (; at < former.size() && turn.room() > 4; at++) {
      Task task = former.get(at);
      TaskRestored.PlanSlot slot = task.slot();
      boolean gone = slot == null || slot.revision() != plan.revision();
      if (gone && !(task.state() instanceof TaskState.Ended)) {
        Ends.cancel(task, "no longer in plan " + plan.id(), turn);
      }
    }
    plan.dropped(at);
    if (at == former.size()) {
      turn.emit(new PlanEvent.PlanAdvanced(plan.id(), PlanStage.RANK, plan.size()));
    }
  }

  private void rank(Plan plan, Turn turn) {
    int from = Math.max(0, plan.next() - STEP);
    if (plan.next() > 0) {
      turn.emit(new PlanEvent.PlanRanked(plan.id(), from, ranks.of(plan, from, plan.next())));
    }
    if (from == 0) {
      turn.emit(new PlanEvent.PlanAdvanced(plan.id(), PlanStage.RELEASE, 0));
    }
  }

  private void release(Plan plan, Turn turn) {
    int from = plan.next();
    int end = Math.min(plan.size(), from + Math.min(STEP, turn.room() - 2));
    turn.emit(new PlanEvent.PlanAdvanced(plan.id(), PlanStage.RELEASE, end));
    for (int i = from; i < end; i++) {
      Task task = plan.task(i);
      if (task.state() instanceof TaskState.Waiting) {
        settleNew(task, turn);
      }
    }
    if (end == plan.size()) {
      turn.emit(new PlanEvent.PlanAdvanced(plan.id(), PlanStage.SETTLED, 0));
    }
  }

  private void cancel(Plan plan, Turn turn) {
    int end = Math.min(plan.size(), plan.next() + Math.min(STEP, (turn.room() - 1) / 2));
    for (int i = plan.next(); i < end; i++) {
      Task task = plan.task(i);
      if (!(task.state() instanceof TaskState.Ended)) {
        Ends.cancel(task, plan.cancelReason(), turn);
      }
    }
    boolean over = end == plan.size();
    turn.emit(
        new PlanEvent.PlanAdvanced(
            plan.id(), over ? PlanStage.SETTLED : PlanStage.CANCEL, over ? 0 : end));
  }
}
