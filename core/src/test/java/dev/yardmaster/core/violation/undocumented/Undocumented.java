package dev.yardmaster.core.violation.undocumented;

public record Undocumented() {}
