package dev.yardmaster.core.workspace;

/** Stand-in until the core is merged. */
public interface Query<T> {
  T answer(Workspace workspace);
}
