package dev.yardmaster.core.task;

/**
 * Of a snapshot: what remains of a task that left memory. Hashes are 64-bit content hashes.
 *
 * @param planHash of the id of its plan, so that no other plan takes it for its own; 0 outside
 *     plans
 */
public record TombstoneRestored(
    long idHash, long contentHash, TaskState.Name outcome, long sinceMillis, long planHash)
    implements SnapshotEvent {}
