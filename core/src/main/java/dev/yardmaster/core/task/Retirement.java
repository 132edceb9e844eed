package dev.yardmaster.core.task;

import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is over leaves memory (R23): tasks alone beyond {@link Retention}, dead letters when old,
 * and plans beyond it, when closed, or when over for long. A plan goes task by task, then itself;
 * all that stays is a tombstone for each task.
 *
 * <p>Nothing else is kept of a plan, on purpose: run again, its upload brings every spec along, so
 * tombstones alone tell what is done ({@link PlanEvent.Adoption#RECALLED}). The price is the memory
 * of the upload, needed anyway, and that results are found in the history only.
 *
 * <p>Last in a turn and at most {@link #STEP} tasks of it, so that it delays nobody's work.
 */
public final class Retirement {
  private static final int STEP = 1_000;

  private final TaskTable tasks;
  private final Retention retention;
  private final Consumer<Plan> retired;
  private final DueQueue<Plan> overdue = new DueQueue<>();

  /** Dead letters outside plans, oldest first; some have gone or been retried since. */
  private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();

  private record DeadLetter(Task task, long sinceMillis) {}

  /** Whoever keeps something of plans is told of each that has left memory. */
  public Retirement(TaskTable tasks, Retention retention, Consumer<Plan> retired) {
    this.tasks = tasks;
    this.retention = retention;
    this.retired = retired;
    List<DeadLetter> found = new ArrayList<>();
    for (Task task : tasks.all()) {
      if (task.state() instanceof TaskState.Ended end) {
        ended(task, end, found);
      }
    }
    found.sort(Comparator.comparingLong(DeadLetter::sinceMillis));
    deadLetters.addAll(found);
  }

  /**
   * A plan is looked at no later than this long after any of its tasks has ended, a dead letter
   * after its own end.
   */
  public void changed(Task task, TaskState before) {
    if (task.state() instanceof TaskState.Ended end && !before.equals(end)) {
      ended(task, end, deadLetters);
    }
  }

  private void ended(Task task, TaskState.Ended end, Collection<DeadLetter> letters) {
    TaskRestored.PlanSlot slot = task.slot();
    Plan plan = slot == null ? null : tasks.find(slot.plan());
    if (plan != null) {
      overdue.arm(plan, end.sinceMillis() + retention.keptMillis());
    } else if (slot == null && !(end instanceof TaskState.Succeeded)) {
      letters.add(new DeadLetter(task, end.sinceMillis()));
    }
  }

  public long nextMillis() {
    DeadLetter oldest = oldestDeadLetter();
    return oldest == null
        ? overdue.nextMillis()
        : Math.min(overdue.nextMillis(), oldest.sinceMillis() + retention.keptMillis());
  }

  private @Nullable DeadLetter oldestDeadLetter() {
    DeadLetter oldest = deadLetters.peekFirst();
    while (oldest != null && !isCurrent(oldest)) {
      deadLetters.removeFirst();
      oldest = deadLetters.peekFirst();
    }
    return oldest;
  }

  private boolean isCurrent(DeadLetter letter) {
    return tasks.find(letter.task().id()) == letter.task()
        && letter.task().state() instanceof TaskState.Ended end
        && end.sinceMillis() == letter.sinceMillis();
  }

  /**
   * Closes plans that have been over for long; one that is not is looked at when it may be. Dead
   * letters of that age leave memory, once their dependents have been told.
   */
  public void tick(Turn turn) {
    long now = turn.now().stateMillis();
    DeadLetter letter = oldestDeadLetter();
    while (letter != null
        && letter.sinceMillis() + retention.keptMillis() <= now
        && turn.room() > 3
        && !letter.task().hasDependentsToSettle()
        && !letter.task().hasDependentsToRevive()) {
      turn.emit(new TaskEvent.TaskRetired(letter.task().id()));
      letter = oldestDeadLetter();
    }
    Plan due = turn.room() > 1 ? overdue.take(now) : null;
    while (due != null) {
      if (tasks.find(due.id()) == due
          && due.stage() == PlanStage.SETTLED
          && due.notOver() == null) {
        long closes = due.overSinceMillis() + retention.keptMillis();
        if (closes <= now) {
          turn.emit(new PlanEvent.PlanClosed(due.id(), "over for long"));
        } else {
          overdue.arm(due, closes);
        }
      }
      due = turn.room() > 1 ? overdue.take(now) : null;
    }
  }

  public Reply close(TaskCommand.ClosePlan command, Turn turn) {
    Plan plan = tasks.find(command.plan());
    if (plan == null) {
      return PlanDecisions.missing(command.plan());
    }
    return switch (plan.stage()) {
      case RETIRE -> turn.done();
      case OPEN ->
          Reply.refused(
              Refusal.failedPrecondition(
                  "Expected no upload of plan %s to be open; seal it, or cancel the plan"
                      .formatted(plan.id())));
      case ADOPT, DROP, RANK, RELEASE, CANCEL -> PlanDecisions.busy(plan.id());
      case SETTLED -> close(plan, command.by(), turn);
    };
  }

  private static Reply close(Plan plan, String by, Turn turn) {
    Task notOver = plan.notOver();
    if (notOver == null) {
      turn.emit(new PlanEvent.PlanClosed(plan.id(), "closed by " + by));
      return turn.done();
    }
    if (notOver.state() instanceof TaskState.Ended) {
      return Reply.refused(
          Refusal.limit("The dependents of task %s are being told".formatted(notOver.id()), 10));
    }
    return Reply.refused(
        Refusal.failedPrecondition(
            "Expected every task of plan %s to have ended, but %s is %s; wait, or cancel the plan"
                .formatted(plan.id(), notOver.id(), notOver.state().name())));
  }

  /** Whether something waits for another turn; what cascades still touch waits for them first. */
  public boolean isPending() {
    return tasks.nextRetiring() != null || nextFinished() != null || nextAlone() != null;
  }

  /** Does what fits into this turn, and no more than a step of it. */
  public void run(Turn turn) {
    for (int i = 0; i < STEP && turn.room() > 3; i++) {
      Plan retiring = tasks.nextRetiring();
      Plan finished = retiring == null ? nextFinished() : null;
      Task alone = retiring == null && finished == null ? nextAlone() : null;
      if (retiring != null) {
        retire(retiring, turn);
      } else if (finished != null) {
        turn.emit(new PlanEvent.PlanClosed(finished.id(), "finished"));
      } else if (alone != null) {
        turn.emit(new TaskEvent.TaskRetired(alone.id()));
      } else {
        return;
      }
    }
  }

  private @Nullable Plan nextFinished() {
    boolean cascading = tasks.nextUnsettled() != null || tasks.nextUnrevived() != null;
    return cascading ? null : tasks.nextPlanToRetire(retention);
  }

  private @Nullable Task nextAlone() {
    Task finished = tasks.nextToRetire(retention.finished());
    return finished != null ? finished : tasks.nextDeadLetterToPurge(retention.deadLetters());
  }

  /** One step: a task that an earlier revision left behind, the next task, or the plan itself. */
  private void retire(Plan plan, Turn turn) {
    while (plan.dropped() < plan.former().size()) {
      Task task = plan.former().get(plan.dropped());
      plan.dropped(plan.dropped() + 1);
      if (tasks.find(task.id()) == task) {
        turn.emit(new TaskEvent.TaskRetired(task.id()));
        return;
      }
    }
    if (plan.next() < plan.size()) {
      turn.emit(new TaskEvent.TaskRetired(plan.task(plan.next()).id()));
    }
    if (plan.next() >= plan.size()) {
      turn.emit(new PlanEvent.PlanRetired(plan.id()));
      retired.accept(plan);
    }
  }
}
