package dev.yardmaster.cli.run;

import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanTask;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.core.workspace.TaskView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells what a run waits for that only a person can give; each thing once. */
final class WaitWatch {
  /** Looks without anything running before the run is taken to stand still. */
  private static final int IDLE_LOOKS = 10;

  /** Looking for approvals asks about each task that needs one, so it is done more seldom. */
  private static final int LOOKS_PER_APPROVAL = 4;

  private static final int MAX_EXPLAINED = 3;

  private final CoordinationManager manager;
  private final RunOutput output;
  private final List<TaskId> needApproval;
  private final Set<TaskId> told = new HashSet<>();
  private int idle;
  private int looks;

  WaitWatch(PlanFile plan, CoordinationManager manager, RunOutput output) {
    this.manager = manager;
    this.output = output;
    this.needApproval =
        plan.tasks().stream()
            .filter(task -> task.policy().approval())
            .map(PlanTask::id)
            .map(TaskId::of)
            .toList();
  }

  /** Looks once, a few times a second. */
  void look(PlanView view) {
    if (looks++ % LOOKS_PER_APPROVAL == 0) {
      approvals();
    }
    boolean moves =
        view.count(TaskState.Name.ASSIGNED)
                + view.count(TaskState.Name.RUNNING)
                + view.count(TaskState.Name.CANCELLING)
                + view.count(TaskState.Name.BACKOFF)
            > 0;
    idle = moves ? 0 : idle + 1;
    if (idle == IDLE_LOOKS) {
      explain(view.count(TaskState.Name.READY) > 0 ? TaskState.Name.READY : TaskState.Name.WAITING);
    }
  }

  private void approvals() {
    for (TaskId task : needApproval) {
      if (!told.contains(task)
          && manager.tasks().find(task).filter(this::waitsForApproval).isPresent()) {
        told.add(task);
        output.note(
            "waiting   "
                + task
                + " needs a person: yardmaster approve "
                + task
                + " (or: yardmaster reject "
                + task
                + ")");
      }
    }
  }

  private boolean waitsForApproval(TaskView task) {
    return task.state() instanceof TaskState.Waiting
        && task.waitsFor().isEmpty()
        && manager.tasks().explain(task.id()).orElse(List.of()).stream()
            .anyMatch(line -> line.contains("approval"));
  }

  private void explain(TaskState.Name state) {
    for (TaskView task : manager.tasks().list(state, null, 1_000)) {
      if (told.size() - needApproval.size() < MAX_EXPLAINED
          && (state == TaskState.Name.READY || task.waitsFor().isEmpty())
          && told.add(task.id())) {
        for (String line : manager.tasks().explain(task.id()).orElse(List.of())) {
          output.note("waiting   " + task.id() + ": " + line);
        }
      }
    }
  }
}
