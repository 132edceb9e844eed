package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** R20: when a failed task is tried again. */
final class RetryPolicyTest {
  @Test
  void waitsAreSpreadByTheirJitterAndNeverBeyondTheCap_R20() {
    RetryPolicy.Backoff backoff = new RetryPolicy.Backoff(1_000, 200, 20, 300_000);
    Random random = new Random(20);
    TreeSet<Long> second = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      second.add(backoff.waitMillis(2, random.nextLong()));
      assertThat(backoff.waitMillis(20, random.nextLong())).isBetween(240_000L, 300_000L);
    }
    assertThat(second).hasSizeGreaterThan(300);
    assertThat(second.first()).isBetween(1_600L, 1_650L);
    assertThat(second.last()).isBetween(2_350L, 2_400L);
  }
}
