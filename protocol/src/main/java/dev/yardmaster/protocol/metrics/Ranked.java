package dev.yardmaster.protocol.metrics;

/** One entry of a {@link Ranking}: what, and by how much. */
public record Ranked(String what, double value) {}
