package dev.yardmaster.engine.metrics;

import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.Plan;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.Workspace;
import dev.yardmaster.protocol.metrics.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happened to tasks. It remembers of each task in memory what later events leave out:
 * type, priority, and since when it is READY or runs.
 */
final class TaskFold {
  private static final String UNKNOWN = "unknown";
  private static final long NEVER = -1;
  private static final int MICROS_PER_MILLI = 1_000;

  private final Meters meters;
  private final Map<TaskId, Fact> facts = new HashMap<>();
  private final Map<TaskId, Fact> running = new LinkedHashMap<>();
  private final Map<PlanId, List<TaskSpec>> uploads = new HashMap<>();

  /** What is remembered of one task. */
  static final class Fact {
    private String type;
    private int specPriority;
    private int priority;
    private long readySince = NEVER;
    private long startedSince = NEVER;

    Fact(String type, int specPriority, int priority) {
      this.type = type;
      this.specPriority = specPriority;
      this.priority = priority;
    }

    static Fact of(TaskSpec spec) {
      return new Fact(spec.work().type(), spec.priority(), spec.priority());
    }

    long startedSince() {
      return startedSince;
    }

    private String priorityLabel() {
      return priority < 0 ? UNKNOWN : Integer.toString(priority);
    }
  }

  TaskFold(Meters meters) {
    this.meters = meters;
  }

  /** What was there before the first event that is counted. */
  void seed(Workspace workspace) {
    for (Task task : workspace.tasks().all()) {
      Fact fact = new Fact(task.spec().work().type(), task.spec().priority(), task.priority());
      facts.put(task.id(), fact);
      if (task.state() instanceof TaskState.Ready ready) {
        fact.readySince = ready.sinceMillis();
      } else if (task.state() instanceof TaskState.Running run) {
        fact.startedSince = run.sinceMillis();
        running.put(task.id(), fact);
      }
    }
    for (Plan plan : workspace.tasks().plans()) {
      if (!plan.uploaded().isEmpty()) {
        uploads.put(plan.id(), new ArrayList<>(plan.uploaded()));
      }
    }
  }

  /** Running tasks, those that were started first, first. */
  Map<TaskId, Fact> running() {
    return running;
  }

  void count(TaskEvent event, long now) {
    switch (event) {
      case TaskEvent.TaskSubmitted e -> created(e.spec());
      case TaskEvent.TaskReady e -> fact(e.task()).readySince = now;
      case TaskEvent.TaskHeldBack e -> fact(e.task()).readySince = NEVER;
      case TaskEvent.TaskAssigned e -> meters.add(Metric.TASKS_ASSIGNED, 1);
      case TaskEvent.WorkStolen e -> meters.add(Metric.TASKS_STOLEN, 1);
      case TaskEvent.TaskStarted e -> started(e.task(), now);
      case TaskEvent.TaskUnassigned e -> {
        meters.add(Metric.TASKS_UNASSIGNED, e.cause().name(), 1);
        fact(e.task()).readySince = now;
      }
      case TaskEvent.TaskSucceeded e -> succeeded(e.task(), now);
      case TaskEvent.AttemptFailed e -> {
        Fact fact = ended(e.task());
        meters.add(Metric.TASKS_RETRIES, 1);
        meters.add(Metric.TASKS_RETRIES_BY_TYPE, fact.type, 1);
      }
      case TaskEvent.AttemptLost e -> {
        ended(e.task()).readySince = now;
        meters.add(Metric.TASKS_LOST, e.cause().name(), 1);
      }
      case TaskEvent.CancelRequested e -> {}
      case TaskEvent.TaskFailed e -> {
        Fact fact = ended(e.task());
        meters.add(Metric.TASKS_FAILED, 1);
        meters.add(Metric.TASKS_FAILED_BY_TYPE, fact.type, 1);
      }
      case TaskEvent.TaskCancelled e -> {
        ended(e.task());
        meters.add(Metric.TASKS_CANCELLED, 1);
      }
      case TaskEvent.TaskSkipped e -> {
        ended(e.task());
        meters.add(Metric.TASKS_SKIPPED, 1);
      }
      case TaskEvent.TaskRetried e -> {
        Fact fact = fact(e.task());
        fact.priority = fact.specPriority;
        meters.add(Metric.TASKS_REVIVED, 1);
      }
      case TaskEvent.TaskPriorityChanged e -> fact(e.task()).priority = e.priority();
      case TaskEvent.TaskRetired e -> {
        facts.remove(e.task());
        running.remove(e.task());
      }
      case TaskEvent.StaleCallRefused e -> meters.add(Metric.TASKS_STALE_CALLS, 1);
      case TaskEvent.TaskApproved e -> {}
      case TaskEvent.TaskPinned e -> {}
      case TaskEvent.TaskOutputReplaced e -> {}
      case TaskEvent.DependentsSettled e -> {}
      case TaskEvent.DependentsRevived e -> {}
    }
  }

  void count(PlanEvent event) {
    switch (event) {
      case PlanEvent.PlanOpened e -> uploads.put(e.plan(), new ArrayList<>());
      case PlanEvent.PlanTasksAdded e ->
          uploads.computeIfAbsent(e.plan(), absent -> new ArrayList<>()).addAll(e.tasks());
      case PlanEvent.PlanTaskAdopted e -> adopted(e);
      case PlanEvent.PlanUploadDropped e -> uploads.remove(e.plan());
      case PlanEvent.PlanRetired e -> uploads.remove(e.plan());
      case PlanEvent.PlanSealed e -> {}
      case PlanEvent.PlanRanked e -> {}
      case PlanEvent.PlanAdvanced e -> {}
      case PlanEvent.PlanCancelRequested e -> {}
      case PlanEvent.PlanClosed e -> {}
    }
  }

  private void adopted(PlanEvent.PlanTaskAdopted event) {
    List<TaskSpec> uploaded = uploads.get(event.plan());
    if (uploaded == null || event.index() >= uploaded.size()) {
      throw new IllegalStateException(
          "Expected task %d of the upload of plan %s".formatted(event.index(), event.plan()));
    }
    TaskSpec spec = uploaded.get(event.index());
    switch (event.how()) {
      case CREATED -> created(spec);
      case RECALLED -> facts.put(spec.id(), Fact.of(spec));
      case KEPT -> {}
      case REVIVED -> {
        Fact fact = fact(spec.id());
        fact.priority = fact.specPriority;
        meters.add(Metric.TASKS_REVIVED, 1);
      }
      case REPLACED -> {
        Fact fact = fact(spec.id());
        fact.type = spec.work().type();
        fact.specPriority = spec.priority();
        fact.priority = spec.priority();
        fact.readySince = NEVER;
        meters.add(Metric.TASKS_REVIVED, 1);
      }
    }
    if (event.index() == uploaded.size() - 1) {
      uploads.remove(event.plan());
    }
  }

  private void created(TaskSpec spec) {
    facts.put(spec.id(), Fact.of(spec));
    meters.add(Metric.TASKS_CREATED, 1);
  }

  private void started(TaskId task, long now) {
    Fact fact = fact(task);
    meters.add(Metric.TASKS_STARTED, 1);
    if (fact.readySince != NEVER) {
      long micros = (now - fact.readySince) * MICROS_PER_MILLI;
      meters.record(Metric.TASKS_QUEUE_TIME, micros);
      meters.record(Metric.TASKS_QUEUE_TIME_BY_TYPE, fact.type, micros);
    }
    fact.startedSince = now;
    running.put(task, fact);
  }

  private void succeeded(TaskId task, long now) {
    Fact fact = fact(task);
    meters.add(Metric.TASKS_COMPLETED, 1);
    meters.add(Metric.TASKS_COMPLETED_BY_TYPE, fact.type, 1);
    meters.add(Metric.TASKS_COMPLETED_BY_PRIORITY, fact.priorityLabel(), 1);
    if (fact.startedSince != NEVER) {
      long micros = (now - fact.startedSince) * MICROS_PER_MILLI;
      meters.record(Metric.TASKS_RUN_TIME, micros);
      meters.record(Metric.TASKS_RUN_TIME_BY_TYPE, fact.type, micros);
    }
    ended(task);
  }

  private Fact ended(TaskId task) {
    Fact fact = fact(task);
    fact.readySince = NEVER;
    fact.startedSince = NEVER;
    running.remove(task);
    return fact;
  }

  /** A task that nothing is known of is counted as such, and never guessed. */
  private Fact fact(TaskId task) {
    @Nullable Fact known = facts.get(task);
    return known == null ? new Fact(UNKNOWN, -1, -1) : known;
  }
}
