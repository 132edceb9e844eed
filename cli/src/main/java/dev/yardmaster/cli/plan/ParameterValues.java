package dev.yardmaster.cli.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of one run: the plan's defaults, overridden by {@code --param NAME=VALUE}. */
public sealed interface ParameterValues {

  /** Every parameter of the plan has a value. */
  record Chosen(Map<String, String> values) implements ParameterValues {
    public Chosen {
      values = Ordered.map(values);
    }
  }

  /** What is wrong with the parameters given. */
  record Refused(List<String> problems) implements ParameterValues {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /** Puts the words given on a command line over the plan's defaults. */
  static ParameterValues of(PlanFile plan, List<String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (PlanParameter parameter : plan.parameters()) {
      String fallback = parameter.defaultValue();
      values.put(parameter.name(), fallback == null ? "" : fallback);
      if (fallback == null) {
        required.add(parameter.name());
      }
    }
    Set<String> known = Set.copyOf(values.keySet());
    List<String> problems = new ArrayList<>();
    for (String word : given) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals < 1) {
        problems.add("Expected --param NAME=VALUE, but found " + Scalars.quote(word));
      } else if (!known.contains(name)) {
        problems.add(
            "The plan '"
                + plan.name()
                + "' has no parameter "
                + Scalars.quote(name)
                + Suggestion.text(name, known));
      } else {
        values.put(name, word.substring(equals + 1));
        required.remove(name);
      }
    }
    for (String name : required) {
      problems.add(
          "The plan '"
              + plan.name()
              + "' needs a value for '"
              + name
              + "'; add --param "
              + name
              + "=VALUE");
    }
    return problems.isEmpty() ? new Chosen(values) : new Refused(problems);
  }
}
