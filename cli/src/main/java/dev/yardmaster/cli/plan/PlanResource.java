package dev.yardmaster.cli.plan;

/** A resource declared with a capacity, of which tasks take permits. */
public record PlanResource(String id, int capacity, SourceMark at) {}
