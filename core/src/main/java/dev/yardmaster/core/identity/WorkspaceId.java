package dev.yardmaster.core.identity;

/**
 * The name of a workspace: the unit of isolation that holds agents, tasks and resources. See {@link
 * Names} for its alphabet.
 */
public record WorkspaceId(String value) implements Comparable<WorkspaceId> {
  public WorkspaceId {
    Names.check("workspace", value);
  }

  public static WorkspaceId of(String value) {
    return new WorkspaceId(value);
  }

  @Override
  public int compareTo(WorkspaceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
