package dev.yardmaster.cli.plan;

import org.jspecify.annotations.Nullable;

/**
 * A value the person who runs the plan may choose ({@code --param name=value}). Without a default
 * it must be given. It reaches a process as the environment variable of that name.
 */
public record PlanParameter(
    String name, @Nullable String defaultValue, String description, SourceMark at) {}
