package dev.yardmaster.cli.plan;

/** One task that must end before another starts, and how it must end. */
public record PlanDependency(String id, On on, SourceMark at) {

  /** What the other task must have reached. */
  public enum On {
    /** It succeeded; otherwise the dependent is skipped. The default. */
    SUCCESS,
    /** It ended, however. */
    COMPLETION
  }
}
