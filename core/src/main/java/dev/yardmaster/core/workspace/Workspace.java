package dev.yardmaster.core.workspace;

/** Stand-in until the core is merged. */
public final class Workspace {}
