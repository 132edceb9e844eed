package dev.yardmaster.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BadPlansTest {

  static List<BadPlans> all() {
    return BadPlans.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyBadPlanIsRefusedWithItsExactMessages(BadPlans bad) {
    PlanReading reading =
        PlanParser.parse(BadPlans.FILE, bad.plan().getBytes(StandardCharsets.UTF_8));

    assertThat(reading).isInstanceOf(PlanReading.Refused.class);
    assertThat(((PlanReading.Refused) reading).text()).isEqualTo(bad.messages());
  }

  @Test
  void theTableIsLarge() {
    assertThat(BadPlans.all()).hasSizeGreaterThan(60);
  }
}
