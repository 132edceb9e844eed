package dev.yardmaster.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Timers that are derived from state. */
class DueQueueTest {
  @Test
  void timersThatAreForgottenOrRenewedLeaveNothingBehind() {
    DueQueue<Integer> queue = new DueQueue<>();
    for (int i = 0; i < 100_000; i++) {
      queue.arm(i, 1_000_000L - i); // each earlier than the one before
      queue.arm(i, 2_000_000L - i); // later: looked at when the earlier one is due
      if (i >= 10) {
        queue.disarm(i - 10);
      }
      assertThat(queue.entries()).isLessThanOrEqualTo(2 * 11 + 1_024 + 1);
    }
    assertThat(queue.nextMillis()).isEqualTo(1_000_000L - 99_999);
  }

  @Test
  void whatIsArmedEarlierIsTakenOnceAndFirst() {
    DueQueue<String> queue = new DueQueue<>();
    queue.arm("b", 20);
    queue.arm("a", 30);
    queue.arm("a", 10);
    queue.arm("never", Long.MAX_VALUE);
    assertThat(queue.take(9)).isNull();
    assertThat(queue.take(40)).isEqualTo("a");
    assertThat(queue.take(40)).isEqualTo("b");
    assertThat(queue.take(Long.MAX_VALUE)).isNull();
    assertThat(queue.nextMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
