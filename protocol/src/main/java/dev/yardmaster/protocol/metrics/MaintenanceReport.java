package dev.yardmaster.protocol.metrics;

import java.util.List;

/** What maintenance really did, step by step. */
public record MaintenanceReport(List<Step> steps) {
  public MaintenanceReport {
    steps = List.copyOf(steps);
  }

  /**
   * One step: {@code snapshot}, {@code retention}, {@code verify}.
   *
   * @param done whether it came to its end and found nothing wrong
   * @param what it did, or why it could not
   */
  public record Step(String name, boolean done, String what) {}

  /** Whether every step was done. */
  public boolean isDone() {
    return steps.stream().allMatch(Step::done);
  }
}
