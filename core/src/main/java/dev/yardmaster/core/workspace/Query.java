package dev.yardmaster.core.workspace;

/**
 * A question to one workspace, answered on the driver's thread: it must be quick and return values,
 * never live state.
 */
@FunctionalInterface
public interface Query<T> {
  T answer(Workspace workspace);
}
