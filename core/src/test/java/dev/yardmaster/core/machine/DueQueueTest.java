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

  @Test
  void whatIsArmedAgainForTheSameTimeKeepsItsTurn() {
    DueQueue<String> queue = new DueQueue<>();
    queue.arm("a", 10);
    queue.arm("b", 10);
    queue.arm("a", 10);
    assertThat(queue.entries()).isEqualTo(2);
    assertThat(queue.take(10)).isEqualTo("a");
    assertThat(queue.take(10)).isEqualTo("b");
    assertThat(queue.take(10)).isNull();
  }

  @Test
  void theNextTimeIsNeverThatOfAForgottenKey() {
    DueQueue<String> queue = new DueQueue<>();
    queue.arm("a", 10);
    queue.arm("b", 20);
    queue.disarm("a");
    assertThat(queue.nextMillis()).isEqualTo(20);
    queue.arm("b", 5);
    assertThat(queue.nextMillis()).isEqualTo(5);
    assertThat(queue.take(4)).isNull();
    assertThat(queue.take(5)).isEqualTo("b");
  }

  @Test
  void entriesAreSweptOnlyWhenMostOfThemAreForgotten() {
    DueQueue<Integer> queue = new DueQueue<>();
    for (int i = 0; i < 1_025; i++) {
      queue.arm(i, i);
      queue.disarm(i);
    }
    assertThat(queue.entries()).isEqualTo(1_025);
    queue.arm(-1, 5_000); // more than 1,024 beside twice the one that is armed? not yet
    assertThat(queue.entries()).isEqualTo(1_026);
    queue.arm(-1, 4_999);
    assertThat(queue.entries()).isEqualTo(1);
    assertThat(queue.nextMillis()).isEqualTo(4_999);
  }
}
