package dev.yardmaster.core.shard;

/** Stand-in until the core is merged. */
public record Deadline(long stateMillis, long wallMillis) {}
