package dev.yardmaster.cli.plan;

/**
 * One thing wrong, or odd, in a plan file, with its place. {@link #toString} is the line shown to
 * people and understood by editors: {@code file:line:column: message}.
 */
public record PlanProblem(String file, SourceMark at, String message) {

  @Override
  public String toString() {
    return at.equals(SourceMark.NONE)
        ? file + ": " + message
        : file + ":" + at.line() + ":" + at.column() + ": " + message;
  }
}
