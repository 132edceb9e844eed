package dev.yardmaster.core.task;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Applies task events to the table; decides nothing, and throws where an event breaks a promise.
 */
public final class TaskApplier {
  private final TaskTable table;
  private final Map<Task, TaskRestored.Progress> restored = new LinkedHashMap<>();

  public TaskApplier(TaskTable table) {
    this.table = table;
  }

  public void apply(TaskEvent event, Stamp stamp) {
    long now = stamp.stateMillis();
    switch (event) {
      case TaskEvent.TaskSubmitted e -> submit(e.spec(), stamp);
      case TaskEvent.TaskReady e -> become(e, new TaskState.Ready(now));
      case TaskEvent.TaskHeldBack e -> become(e, new TaskState.Waiting());
      case TaskEvent.TaskAssigned e -> {
        Task task = table.require(e.task());
        task.epoch(e.epoch());
        table.change(task, new TaskState.Assigned(e.agent(), e.session(), e.epoch(), now));
      }
      case TaskEvent.WorkStolen e -> {
        Task task = held(e, task(e).lastEpoch());
        task.epoch(e.epoch());
        table.change(task, new TaskState.Assigned(e.to(), e.session(), e.epoch(), now));
      }
      case TaskEvent.TaskStarted e -> {
        Task task = held(e, e.epoch());
        TaskState.Held was = (TaskState.Held) task.state();
        task.countAttempt();
        table.change(task, new TaskState.Running(was.agent(), was.session(), was.epoch(), now));
      }
      case TaskEvent.TaskUnassigned e -> table.change(held(e, e.epoch()), new TaskState.Ready(now));
      case TaskEvent.TaskSucceeded e -> {
        Task task = held(e, e.epoch());
        TaskState.Held was = (TaskState.Held) task.state();
        table.change(task, new TaskState.Succeeded(was.agent(), e.result(), now));
      }
      case TaskEvent.AttemptFailed e ->
          table.change(held(e, e.epoch()), new TaskState.Backoff(e.retryAtMillis()));
      case TaskEvent.AttemptLost e -> {
        Task task = held(e, e.epoch());
        task.countLoss(e.cause().counts());
        table.change(task, new TaskState.Ready(now));
      }
      case TaskEvent.CancelRequested e -> {
        Task task = held(e, e.epoch());
        TaskState.Held was = (TaskState.Held) task.state();
        table.change(
            task,
            new TaskState.Cancelling(
                was.agent(), was.session(), was.epoch(), e.cause(), e.untilMillis()));
      }
      case TaskEvent.TaskFailed e -> become(e, new TaskState.Failed(e.failure(), now));
      case TaskEvent.TaskCancelled e -> become(e, new TaskState.Cancelled(e.reason(), now));
      case TaskEvent.TaskSkipped e -> become(e, new TaskState.Skipped(e.rootCause(), now));
      case TaskEvent.TaskRetried e -> {
        Task task = task(e);
        task.begin();
        beginAgain(task);
      }
      case TaskEvent.TaskApproved e -> {
        task(e).approve();
        table.change(task(e), task(e).state());
      }
      case TaskEvent.TaskPriorityChanged e -> {
        task(e).priority(e.priority());
        table.change(task(e), task(e).state());
      }
      case TaskEvent.TaskPinned e -> {
        task(e).pin(e.agent());
        table.change(task(e), task(e).state());
      }
      case TaskEvent.TaskOutputReplaced e -> {
        Task task = task(e);
        if (!(task.state() instanceof TaskState.Succeeded end)) {
          throw new IllegalStateException(
              "R71: expected task %s to have succeeded, but it is %s"
                  .formatted(task.id(), task.state()));
        }
        table.replaceOutput(
            task, new TaskState.Succeeded(e.agent(), e.result(), end.sinceMillis()));
      }
      case TaskEvent.DependentsSettled e -> table.settle(task(e), e.next());
      case TaskEvent.DependentsRevived e -> {
        task(e).dependents().revivedTo(e.next());
        table.rehash(task(e));
      }
      case TaskEvent.TaskRetired e -> table.retire(task(e), now);
      case TaskEvent.StaleCallRefused e -> {}
    }
  }

  public void apply(SnapshotEvent event) {
    switch (event) {
      case TaskRestored e -> {
        Task task = new Task(e.spec(), e.progress().arrival());
        task.restore(e);
        table.add(task);
        restored.put(task, e.progress());
        if (e.slot() != null) {
          Plan plan = table.require(e.slot().plan());
          if (e.slot().revision() == plan.revision()) {
            plan.place(e.slot().index(), task);
          } else {
            plan.placeFormer(task);
          }
        }
      }
      case PlanRestored e -> {
        Plan plan = new Plan(e.plan());
        plan.restore(e);
        table.add(plan);
      }
      case TombstoneRestored e -> table.restore(e);
    }
  }

  /** All of a snapshot has been applied: dependencies can be linked. */
  public void finishRestore() {
    table.linkRestored(restored);
    restored.clear();
  }

  private void submit(TaskSpec spec, Stamp stamp) {
    Task task = new Task(spec, stamp.position().value());
    task.release(true);
    table.link(task);
    table.add(task);
  }

  /** An ended task waits again, and so do its dependents for it. */
  void beginAgain(Task task) {
    task.dependents().unsettle();
    int unfinished = 0;
    for (Edge edge : task.incoming()) {
      if (!edge.isSettled()) {
        unfinished++;
      }
    }
    if (unfinished != task.unfinished()) {
      throw new IllegalStateException("Task %s miscounts its dependencies".formatted(task.id()));
    }
    table.change(task, new TaskState.Waiting());
    table.revive(task);
  }

  private Task task(TaskEvent event) {
    return table.require(event.task());
  }

  private void become(TaskEvent event, TaskState next) {
    table.change(task(event), next);
  }

  private Task held(TaskEvent event, FencingToken epoch) {
    Task task = task(event);
    if (!(task.state() instanceof TaskState.Held held) || !held.epoch().equals(epoch)) {
      throw new IllegalStateException(
          "S13: expected task %s to be held under epoch %s, but it is %s"
              .formatted(task.id(), epoch, task.state()));
    }
    return task;
  }
}
