package dev.yardmaster.client.kill;

/** A promise that was not kept, by its number in docs/promises.md, and how. */
record Violation(String promise, String text) {}
