package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ParametersTest {

  private static final PlanFile PLAN =
      GoodPlans.read("{name: p, params: {source: ., must: {}}, tasks: [{id: a, run: x}]}");

  @Test
  void givenValuesOverrideDefaults() {
    assertThat(ParameterValues.of(PLAN, List.of("must=a=b", "source=/tmp")))
        .isEqualTo(new ParameterValues.Chosen(Map.of("source", "/tmp", "must", "a=b")));
  }

  @Test
  void misspeltMalformedAndMissingParametersAreAllNamed() {
    assertThat(ParameterValues.of(PLAN, List.of("sorce=x", "source")))
        .isEqualTo(
            new ParameterValues.Refused(
                List.of(
                    "The plan 'p' has no parameter 'sorce'; did you mean 'source'?",
                    "Expected --param NAME=VALUE, but found 'source'",
                    "The plan 'p' needs a value for 'must'; add --param must=VALUE")));
  }

  @Test
  void placeholdersAreFilledOnceAndNeverReadAgain() {
    var argv = new RunSpec.Argv(List.of("{task}:{attempt}", "{param.source}", "{other} {", "$1"));
    Map<String, String> facts =
        Map.of("task", "{agent}", "attempt", "1", "agent", "w", "token", "7", "description", "d");

    assertThat(Placeholders.fill(argv, facts, Map.of("source", "$0 {token}")))
        .containsExactly("{agent}:1", "$0 {token}", "{other} {", "$1");
  }
}
