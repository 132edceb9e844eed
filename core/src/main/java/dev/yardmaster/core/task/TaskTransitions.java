package dev.yardmaster.core.task;

import static dev.yardmaster.core.task.TaskState.Name.ASSIGNED;
import static dev.yardmaster.core.task.TaskState.Name.BACKOFF;
import static dev.yardmaster.core.task.TaskState.Name.CANCELLED;
import static dev.yardmaster.core.task.TaskState.Name.CANCELLING;
import static dev.yardmaster.core.task.TaskState.Name.FAILED;
import static dev.yardmaster.core.task.TaskState.Name.READY;
import static dev.yardmaster.core.task.TaskState.Name.RUNNING;
import static dev.yardmaster.core.task.TaskState.Name.SKIPPED;
import static dev.yardmaster.core.task.TaskState.Name.SUCCEEDED;
import static dev.yardmaster.core.task.TaskState.Name.WAITING;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The published table of moves between task states (R21, S12). Appliers obey it or throw. */
public final class TaskTransitions {
  private static final Map<TaskState.Name, Set<TaskState.Name>> TABLE =
      new EnumMap<>(
          Map.of(
              WAITING, EnumSet.of(READY, SKIPPED, CANCELLED, FAILED, WAITING),
              READY, EnumSet.of(ASSIGNED, FAILED, CANCELLED, WAITING),
              ASSIGNED, EnumSet.of(RUNNING, READY, ASSIGNED, FAILED, CANCELLED, WAITING),
              RUNNING, EnumSet.of(SUCCEEDED, BACKOFF, READY, CANCELLING, FAILED),
              CANCELLING, EnumSet.of(CANCELLED, BACKOFF, FAILED, CANCELLING),
              BACKOFF, EnumSet.of(READY, FAILED, CANCELLED, WAITING),
              SUCCEEDED, EnumSet.of(WAITING),
              FAILED, EnumSet.of(WAITING),
              CANCELLED, EnumSet.of(WAITING),
              SKIPPED, EnumSet.of(WAITING)));

  private TaskTransitions() {}

  public static boolean allowed(TaskState.Name from, TaskState.Name to) {
    return TABLE.getOrDefault(from, Set.of()).contains(to);
  }
}
