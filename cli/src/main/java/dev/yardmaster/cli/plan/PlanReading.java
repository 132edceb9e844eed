package dev.yardmaster.cli.plan;

import java.util.List;

/** What came of reading a plan file: a valid plan, or everything that is wrong with it. */
public sealed interface PlanReading {

  /** The file is a plan that can run. */
  record Valid(PlanFile plan) implements PlanReading {}

  /**
   * The file is refused. At most {@link Problems#MAX_SHOWN} problems are kept, in the order of the
   * file; {@code omitted} counts the rest.
   */
  record Refused(List<PlanProblem> problems, int omitted) implements PlanReading {
    public Refused {
      problems = List.copyOf(problems);
    }

    /** One line per problem, and one for those left out. */
    public String text() {
      var text = new StringBuilder();
      for (PlanProblem problem : problems) {
        text.append(problem).append('\n');
      }
      if (omitted > 0) {
        text.append("and ").append(omitted).append(" more; mend these first\n");
      }
      return text.toString();
    }
  }
}
