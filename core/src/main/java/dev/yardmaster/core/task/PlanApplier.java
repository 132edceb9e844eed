package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Stamp;

/** Applies plan events to the table; decides nothing. */
public final class PlanApplier {
  /** Who did a task that is known by its tombstone alone. */
  private static final AgentId NOBODY = AgentId.of("-");

  private final TaskTable table;
  private final TaskApplier tasks;

  public PlanApplier(TaskTable table, TaskApplier tasks) {
    this.table = table;
    this.tasks = tasks;
  }

  public void apply(PlanEvent event, Stamp stamp) {
    switch (event) {
      case PlanEvent.PlanOpened e -> {
        Plan plan = table.find(e.plan());
        if (plan == null) {
          plan = new Plan(e.plan());
          table.add(plan);
        }
        plan.open(e.redoChanged());
        table.noteUpload(plan);
        table.staged(plan);
      }
      case PlanEvent.PlanTasksAdded e -> {
        Plan plan = table.require(e.plan());
        e.tasks().forEach(plan::upload);
        table.noteUpload(plan);
      }
      case PlanEvent.PlanSealed e -> {
        Plan plan = table.require(e.plan());
        plan.seal();
        table.staged(plan);
      }
      case PlanEvent.PlanUploadDropped e -> {
        Plan plan = table.require(e.plan());
        plan.clearUpload();
        plan.advance(PlanStage.SETTLED, 0);
        table.noteUpload(plan);
        table.staged(plan);
      }
      case PlanEvent.PlanTaskAdopted e -> adopt(table.require(e.plan()), e, stamp);
      case PlanEvent.PlanRanked e -> rank(table.require(e.plan()), e);
      case PlanEvent.PlanAdvanced e -> {
        Plan plan = table.require(e.plan());
        if (plan.stage() == PlanStage.RELEASE && e.stage() == PlanStage.RELEASE) {
          release(plan, plan.next(), e.next());
        }
        plan.advance(e.stage(), e.next());
        table.noteUpload(plan);
        table.staged(plan);
      }
      case PlanEvent.PlanCancelRequested e -> {
        Plan plan = table.require(e.plan());
        plan.cancel(e.reason());
        table.staged(plan);
      }
      case PlanEvent.PlanClosed e -> {
        Plan plan = table.require(e.plan());
        plan.close();
        table.staged(plan);
      }
      case PlanEvent.PlanRetired e -> table.retire(table.require(e.plan()));
    }
  }

  private void adopt(Plan plan, PlanEvent.PlanTaskAdopted event, Stamp stamp) {
    TaskSpec spec = plan.uploaded().get(event.index());
    TaskRestored.PlanSlot slot =
        new TaskRestored.PlanSlot(plan.id(), plan.revision(), event.index());
    Task task;
    switch (event.how()) {
      case CREATED -> {
        task = new Task(spec, stamp.position().value());
        task.slot(slot);
        table.link(task);
        table.add(task);
      }
      case RECALLED -> {
        TombstoneRestored stone = table.tombstones().find(spec.id());
        long since = stone == null ? stamp.stateMillis() : stone.sinceMillis();
        task = new Task(spec, stamp.position().value());
        task.slot(slot);
        task.state(new TaskState.Succeeded(NOBODY, Payload.EMPTY, since));
        table.link(task);
        table.add(task);
      }
      case KEPT -> {
        task = table.require(spec.id());
        task.slot(slot);
        table.rehash(task);
      }
      case REVIVED -> {
        task = table.require(spec.id());
        task.slot(slot);
        task.begin();
        task.release(false);
        tasks.beginAgain(task);
      }
      case REPLACED -> {
        task = table.require(spec.id());
        task.slot(slot);
        task.release(false);
        table.replace(task, spec, stamp.position().value());
        tasks.beginAgain(task);
      }
    }
    plan.place(event.index(), table.require(spec.id()));
    plan.advance(PlanStage.ADOPT, event.index() + 1);
  }

  private void rank(Plan plan, PlanEvent.PlanRanked event) {
    for (int i = 0; i < event.ranksMillis().size(); i++) {
      Task task = plan.task(event.from() + i);
      task.rank(event.ranksMillis().get(i));
      table.change(task, task.state());
    }
    if (plan.stage() == PlanStage.RANK) {
      plan.advance(PlanStage.RANK, event.from());
    }
  }

  private void release(Plan plan, int from, int to) {
    for (int i = from; i < to; i++) {
      Task task = plan.task(i);
      if (!task.isReleased()) {
        task.release(true);
        table.change(task, task.state());
      }
    }
  }
}
