package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.Agent;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.breaker.Breaker;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.placement.PlacementIndex;
import dev.yardmaster.core.resource.Grant;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Resource;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.Task;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;

/** Says in sentences why a task is where it is: what holds it, or why it goes nowhere yet. */
final class Explanation {
  private static final int MAX_NAMES = 5;

  private Explanation() {}

  static List<String> of(Workspace workspace, Task task) {
    List<String> lines = new ArrayList<>();
    switch (task.state()) {
      case TaskState.Waiting waiting -> waiting(task, lines);
      case TaskState.Ready ready -> ready(workspace, task, lines);
      case TaskState.Assigned held ->
          lines.add("ASSIGNED to %s, not started yet.".formatted(held.agent()));
      case TaskState.Running held ->
          lines.add("RUNNING on %s, attempt %d.".formatted(held.agent(), task.attempts()));
      case TaskState.Cancelling held ->
          lines.add(
              "CANCELLING (%s): %s was told to stop and has not confirmed."
                  .formatted(held.cause(), held.agent()));
      case TaskState.Backoff backoff ->
          lines.add(
              "BACKOFF: attempt %d of %d failed; the next follows after a wait."
                  .formatted(task.attempts(), task.spec().limits().retry().maxAttempts()));
      case TaskState.Succeeded end -> lines.add("SUCCEEDED on %s.".formatted(end.agent()));
      case TaskState.Failed end ->
          lines.add("FAILED (%s): %s".formatted(end.failure().type(), end.failure().message()));
      case TaskState.Cancelled end -> lines.add("CANCELLED: %s".formatted(end.reason()));
      case TaskState.Skipped end ->
          lines.add("SKIPPED since %s did not succeed.".formatted(end.rootCause()));
    }
    return lines;
  }

  private static void waiting(Task task, List<String> lines) {
    List<TaskId> waitsFor = task.waitsFor();
    if (!waitsFor.isEmpty()) {
      lines.add("WAITING for %d dependencies: %s.".formatted(waitsFor.size(), some(waitsFor)));
    }
    if (task.lacksApproval()) {
      lines.add("WAITING for a person's approval.");
    }
    if (!task.isReleased()) {
      lines.add("WAITING: its plan is still being taken in.");
    }
    if (lines.isEmpty()) {
      lines.add("WAITING for its time (notBefore).");
    }
  }

  private static void ready(Workspace workspace, Task task, List<String> lines) {
    if (workspace.isPaused()) {
      lines.add("READY, but the workspace is paused.");
    }
    BreakerName stoppedBy = PlacementIndex.stoppedBy(task);
    if (stoppedBy != null) {
      Breaker breaker = workspace.breakers().find(stoppedBy);
      lines.add(
          breaker == null
              ? "READY, parked on breaker %s, which is gone.".formatted(stoppedBy)
              : "READY, parked on breaker %s, which %s."
                  .formatted(stoppedBy, BreakerView.of(breaker).explained()));
      return;
    }
    ResourceName parkedOn = PlacementIndex.parkedOn(task);
    if (parkedOn != null) {
      Resource resource = workspace.resources().find(parkedOn);
      lines.add(
          resource == null
              ? "READY, parked on %s, which is free again.".formatted(parkedOn)
              : "READY, parked on %s, held by %s."
                  .formatted(
                      parkedOn, some(resource.grants().stream().map(Grant::holder).toList())));
      return;
    }
    Requirements needs = task.spec().requirements();
    List<Agent> capable = new ArrayList<>();
    for (Agent agent : workspace.agents().all()) {
      boolean right = task.pin() == null || agent.id().equals(task.pin());
      if (right
          && agent.status().isAttached()
          && agent.profile().serves(needs.capabilities(), needs.selector())) {
        capable.add(agent);
      }
    }
    if (capable.isEmpty()) {
      lines.add(
          "READY, but no attached agent has %s%s%s."
              .formatted(
                  needs.capabilities(),
                  needs.selector().isEmpty() ? "" : " with labels " + needs.selector(),
                  task.pin() == null ? "" : " and is " + task.pin()));
      return;
    }
    long active = capable.stream().filter(a -> a.status() == AgentStatus.ACTIVE).count();
    lines.add(
        "READY with priority %d: %d agents can do it (%d active), none has asked for a task since it became READY and its turn has not come."
            .formatted(task.priority(), capable.size(), active));
    for (Agent agent : capable.subList(0, Math.min(MAX_NAMES, capable.size()))) {
      Breaker own = workspace.breakers().find(agent.id());
      if (own != null && !own.admits()) {
        lines.add(
            "The breaker of agent %s %s.".formatted(agent.id(), BreakerView.of(own).explained()));
      }
    }
    for (LockRequest lock : needs.locks()) {
      if (workspace.resources().conflict(null, lock) != null) {
        lines.add("Its lock on %s is not free now.".formatted(lock.resource()));
      }
    }
  }

  private static String some(List<?> names) {
    List<String> shown = names.stream().limit(MAX_NAMES).map(Object::toString).toList();
    String text = String.join(", ", shown);
    return names.size() > MAX_NAMES
        ? text + " and %d more".formatted(names.size() - MAX_NAMES)
        : text;
  }
}
