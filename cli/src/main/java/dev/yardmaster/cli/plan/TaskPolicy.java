package dev.yardmaster.cli.plan;

/** How a task is supervised: its clocks, its retries, and whether a person must approve it. */
public record TaskPolicy(TaskTiming timing, PlanRetry retry, boolean approval) {}
