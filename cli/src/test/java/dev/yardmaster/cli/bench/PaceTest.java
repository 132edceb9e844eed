package dev.yardmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PaceTest {
  private static Shape shape(double rate, int outstanding) {
    return new Shape(
        1, 1, rate, outstanding, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  @Test
  void operationsAreDueAtTheirTimesByTheRateHoweverLongEarlierOnesTake() throws Exception {
    Pace pace = new Pace(shape(100, 1_000));
    List<Long> intended = new CopyOnWriteArrayList<>();

    Pace.Kept kept = pace.run((number, nanos) -> intended.add(nanos));

    assertThat(kept.due()).isEqualTo(100);
    assertThat(kept.begun()).isEqualTo(100);
    assertThat(kept.isWhole()).isTrue();
    List<Long> sorted = intended.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      assertThat(sorted.get(i) - sorted.get(i - 1))
          .isBetween(TimeUnit.MICROSECONDS.toNanos(9_999), TimeUnit.MICROSECONDS.toNanos(10_001));
    }
  }

  @Test
  void whoFindsNoRoomIsToldAndItsTimeStaysWhatItWas() throws Exception {
    Pace pace = new Pace(shape(100, 1));
    CountDownLatch half = new CountDownLatch(1);
    List<Long> late = new CopyOnWriteArrayList<>();

    Thread.ofVirtual()
        .start(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(300); // how long the first takes, not what is waited for
            half.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Pace.Kept kept =
        pace.run((number, nanos) -> {
          try {
            half.await();
            late.add(System.nanoTime() - nanos);
            pace.over();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    assertThat(kept.held()).isPositive();
    assertThat(kept.isWhole()).isFalse();
    assertThat(kept.latestNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(late.stream().filter(nanos -> nanos > TimeUnit.MILLISECONDS.toNanos(100)))
        .as("those that were due while the first took long, too")
        .hasSizeGreaterThan(5);
  }

  @Test
  void whatIsOpenForeverIsWaitedForNoLongerThanItsTime() throws Exception {
    Pace pace = new Pace(shape(0, 3));

    Pace.Kept kept = pace.run((number, nanos) -> {});

    assertThat(kept.begun()).isEqualTo(3);
    pace.over();
    pace.over();
    pace.over();
    assertThat(pace.awaitAll()).isTrue();
  }

  @Test
  void afterItWasStoppedNothingBegins() throws Exception {
    Pace pace = new Pace(shape(100, 100));
    pace.stop();

    assertThat(pace.run((number, nanos) -> {}).begun()).isZero();
  }
}
