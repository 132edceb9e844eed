package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlanParserTest {

  @Test
  void everyFieldIsReadAndDefaultsApply() {
    PlanFile plan = GoodPlans.read(GoodPlans.EVERYTHING);

    PlanTask fetch = plan.tasks().getFirst();
    assertThat(fetch.type()).isEqualTo("fetch");
    assertThat(fetch.needs().priority()).isEqualTo(60);
    assertThat(fetch.needs().capabilities()).containsExactly("shell");
    assertThat(fetch.process().cwd()).isEqualTo("work");
    assertThat(fetch.policy().retry().maxRetries()).isEqualTo(4);
    PlanTask project = plan.tasks().get(1);
    assertThat(project.process().env()).isEqualTo(Map.of("LANG", "C", "N", "4", "K", "V"));
    assertThat(project.needs().locks())
        .extracting(PlanLock::resource)
        .containsExactly("out/region.hdr", "gpu", "a b");
    assertThat(project.policy().timing())
        .isEqualTo(
            new TaskTiming(
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                new PlanMoment.At(Instant.parse("2027-01-31T18:00:00Z")),
                new PlanMoment.AfterStart(Duration.ofMinutes(5))));
    assertThat(project.policy().retry())
        .isEqualTo(
            new PlanRetry(
                4,
                Duration.ofMillis(500),
                1.5,
                0,
                Duration.ofMinutes(1),
                List.of(
                    new PlanRetry.NonRetryable.ExitCode(2),
                    new PlanRetry.NonRetryable.ErrorType("timeout"))));
    assertThat(plan.tasks().get(2).dependsOn().getFirst().on())
        .isEqualTo(PlanDependency.On.COMPLETION);
  }

  @Test
  void jsonWithTabsAndEscapesIsReadLikeYaml() {
    PlanFile plan = GoodPlans.read(GoodPlans.JSON);

    assertThat(plan.tasks().getFirst().process().run())
        .isEqualTo(new RunSpec.Shell("echo \u00e9 \ud83d\ude00"));
  }

  @Test
  void aPlanOverTheSizeLimitIsRefusedUnread() {
    assertThat(refusal(new byte[YamlDocument.MAX_BYTES + 1]))
        .isEqualTo(
            "plan.yaml: the plan has 16777217 bytes, at most 16777216 are read; split it into"
                + " several plans\n");
  }

  @Test
  void deepNestingIsRefusedBeforeItCostsStack() {
    assertThat(refusal("a: " + "[".repeat(1_000_000)))
        .isEqualTo("plan.yaml:1:35: nested more than 32 levels deep\n");
  }

  @Test
  void aliasesAreBounded() {
    String plan = "a: &a [x]\nb: [" + "*a, ".repeat(1_001) + "]\n";

    assertThat(refusal(plan)).endsWith("more than 1000 aliases in one plan\n");
  }

  @Test
  void bytesThatAreNotUtf8AreNamedByPlace() {
    assertThat(refusal("name: p\nx: \u00e9".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("plan.yaml:2:4: the bytes here are not UTF-8; save the plan as UTF-8\n");
  }

  @Test
  void controlCharactersAreNamedByPlace() {
    assertThat(refusal("name: p\nx: a\u0007b\n"))
        .isEqualTo("plan.yaml:2:5: the character U+0007 is not allowed in YAML\n");
  }

  @Test
  void twentyProblemsAreShownAndTheRestCounted() {
    var plan = new StringBuilder("name: p\ntasks:\n");
    for (int i = 0; i < 50; i++) {
      plan.append("  - {id: t").append(i).append(", run: x, priority: 101}\n");
    }

    String text = refusal(plan.toString());

    assertThat(text.lines()).hasSize(21);
    assertThat(text).startsWith("plan.yaml:3:").endsWith("and 30 more; mend these first\n");
  }

  private static String refusal(String plan) {
    return refusal(plan.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(byte[] plan) {
    return switch (PlanParser.parse("plan.yaml", plan)) {
      case PlanReading.Refused refused -> refused.text();
      case PlanReading.Valid valid -> throw new AssertionError("Expected a refusal of " + valid);
    };
  }
}
