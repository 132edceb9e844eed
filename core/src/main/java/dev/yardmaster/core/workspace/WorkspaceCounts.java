package dev.yardmaster.core.workspace;

import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.task.TaskState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * A workspace counted (R82): the tables keep these numbers, so that asking costs the same whatever
 * there is.
 */
public record WorkspaceCounts(
    Tasks tasks, Agents agents, Locks locks, Mail mail, int records, int openConflicts) {
  /**
   * Tasks in memory by state, and those that have not ended.
   *
   * @param openByType types beyond the 200th are counted under {@code other}
   */
  public record Tasks(
      Map<TaskState.Name, Integer> byState,
      SortedMap<String, Integer> openByType,
      SortedMap<Integer, Integer> openByPriority) {}

  /**
   * Agents.
   *
   * @param busy attached ones with a slot in use
   * @param slots of all attached ones
   * @param busySlots tasks RUNNING or CANCELLING, but for those that wait for another
   */
  public record Agents(Map<AgentStatus, Integer> byStatus, int busy, int slots, int busySlots) {
    /** Agents with a session. */
    public int attached() {
      int sum = 0;
      for (Map.Entry<AgentStatus, Integer> entry : byStatus.entrySet()) {
        sum += entry.getKey().isAttached() ? entry.getValue() : 0;
      }
      return sum;
    }
  }

  /**
   * Locks and waits.
   *
   * @param grants lock sets held
   * @param entries of all lock sets held
   */
  public record Locks(
      int grants, int entries, int waitsForLocks, int waitsForTasks, int waitsForReplies) {}

  /** Mail in mailboxes, and dead letters. */
  public record Mail(int inMailboxes, int deadLetters) {}

  static WorkspaceCounts of(Workspace workspace) {
    Map<TaskState.Name, Integer> states = new EnumMap<>(TaskState.Name.class);
    for (TaskState.Name name : TaskState.Name.values()) {
      states.put(name, workspace.tasks().count(name));
    }
    Map<AgentStatus, Integer> statuses = new EnumMap<>(AgentStatus.class);
    for (AgentStatus status : AgentStatus.values()) {
      statuses.put(status, workspace.agents().count(status));
    }
    int forTasks = workspace.waits().forTaskEnds();
    int forReplies = workspace.waits().forReplies();
    int dead = workspace.mail().deadLetterCount();
    return new WorkspaceCounts(
        new Tasks(
            Collections.unmodifiableMap(states),
            workspace.tasks().openByType(),
            workspace.tasks().openByPriority()),
        new Agents(
            Collections.unmodifiableMap(statuses),
            workspace.tasks().busySessions(),
            workspace.agents().slots(),
            workspace.tasks().busySlots()),
        new Locks(
            workspace.resources().grants().size(),
            workspace.resources().entriesHeld(),
            workspace.waits().size() - forTasks - forReplies,
            forTasks,
            forReplies),
        new Mail(workspace.mail().mails() - dead, dead),
        workspace.records().size(),
        workspace.conflicts().open().size());
  }
}
