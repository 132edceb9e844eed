package dev.yardmaster.core.machine;

/** A wish, in the imperative: it is decided once, by the leader, and may be refused. */
public interface Command {}
