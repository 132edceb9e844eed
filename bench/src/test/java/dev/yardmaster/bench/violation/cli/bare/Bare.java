package dev.yardmaster.bench.violation.cli.bare;

import dev.yardmaster.bench.violation.cli.Cli;

/** In a package without a word on it, and in a cycle with its parent. */
public record Bare(Cli cli) {}
