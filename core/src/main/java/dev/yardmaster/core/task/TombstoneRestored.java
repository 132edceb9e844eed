package dev.yardmaster.core.task;

/** Of a snapshot: what remains of a task that left memory. Hashes are 64-bit content hashes. */
public record TombstoneRestored(
    long idHash, long contentHash, TaskState.Name outcome, long sinceMillis)
    implements SnapshotEvent {}
