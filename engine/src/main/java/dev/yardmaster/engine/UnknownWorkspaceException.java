package dev.yardmaster.engine;

import dev.yardmaster.core.identity.WorkspaceId;

/** A query of a workspace that does not exist. */
final class UnknownWorkspaceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownWorkspaceException(WorkspaceId workspace) {
    super(
        "Expected workspace %s to exist, but it does not; create it first".formatted(workspace),
        null,
        false,
        false);
  }
}
