package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlanWriterTest {

  @ParameterizedTest
  @MethodSource("dev.yardmaster.cli.plan.GoodPlans#all")
  void whatIsWrittenReadsBackEqual(String plan) throws IOException {
    PlanFile read = GoodPlans.read(plan);
    String written = write(read);

    assertThat(GoodPlans.read(written))
        .usingRecursiveComparison()
        .ignoringFieldsOfTypes(SourceMark.class)
        .isEqualTo(read);
    assertThat(write(GoodPlans.read(written))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\nb\n",
        "a\n\nb",
        "a\n  b\n",
        " a\nb",
        "a \nb",
        "a\tb\nc",
        "a\nb\n\n",
        "null",
        "yes",
        "1",
        "1e3",
        "~",
        "- a",
        "a: b",
        "a #b",
        "'",
        "\"",
        "\\",
        "é",
        "\u2028",
        "\ud83d\ude00",
        "\u0007",
        "#a\n#b",
        "- a\n- b",
        "%a\nb",
        "\u0085",
        "a\r\nb"
      })
  void everyScriptSurvives(String script) throws IOException {
    PlanFile plan =
        GoodPlans.read("{name: p, tasks: [{id: a, run: " + PlanWriter.quote("x" + script) + "}]}");

    PlanFile again = GoodPlans.read(write(plan));

    assertThat(again.tasks().getFirst().process().run()).isEqualTo(new RunSpec.Shell("x" + script));
  }

  private static String write(PlanFile plan) throws IOException {
    var text = new StringBuilder();
    PlanWriter.write(plan, text);
    return text.toString();
  }
}
