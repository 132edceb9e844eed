package dev.yardmaster.engine.log;

/** The log in memory keeps the contract. */
final class MemoryLogTest extends CommandLogConformance {
  @Override
  CommandLog open() {
    return new MemoryLog();
  }
}
