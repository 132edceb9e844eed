package dev.yardmaster.core.task;

import dev.yardmaster.core.machine.Event;

/** Events that only snapshots contain: each rebuilds one object of this feature as it stood. */
public sealed interface SnapshotEvent extends Event
    permits TaskRestored, PlanRestored, TombstoneRestored {}
