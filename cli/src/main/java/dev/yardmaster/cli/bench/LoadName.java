package dev.yardmaster.cli.bench;

/** What a load does. */
enum LoadName {
  TASKS,
  LOCKS,
  MESSAGES,
  IDLE
}
