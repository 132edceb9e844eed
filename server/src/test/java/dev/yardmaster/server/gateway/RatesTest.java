package dev.yardmaster.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.machine.RefusalCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many calls get through, by a clock that the test advances. */
final class RatesTest {
  private final AtomicLong clock = new AtomicLong(-5); // a clock's zero means nothing

  private Rates<String> rates(int perSecond) {
    return new Rates<>(perSecond, 2, clock::get);
  }

  private static int let(Rates<String> rates, String caller, int calls) {
    int through = 0;
    for (int i = 0; i < calls; i++) {
      try {
        rates.call(caller, "of " + caller);
        through++;
      } catch (NoException e) {
        assertThat(e.refusal().code()).isEqualTo(RefusalCode.LIMIT);
      }
    }
    return through;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 5_000, 100_000})
  void aSecondsCallsComeAtOnceAndThenAsManyAsTimeAllows(int perSecond) {
    Rates<String> rates = rates(perSecond);
    assertThat(let(rates, "a", perSecond * 2)).isEqualTo(perSecond);

    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(let(rates, "a", perSecond * 2)).isEqualTo(perSecond);

    clock.addAndGet(TimeUnit.SECONDS.toNanos(1) / perSecond + 1);
    assertThat(let(rates, "a", 3)).isOne();
  }

  @Test
  void timeWithoutCallsIsNotSavedUp() {
    Rates<String> rates = rates(10);
    clock.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(let(rates, "a", 100)).isEqualTo(10);
    clock.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(let(rates, "a", 100)).isEqualTo(10);
  }

  @Test
  void refusedCallsCostNothingAndTheRefusalTellsWhenTheNextIsLetThrough() {
    Rates<String> rates = rates(2);
    let(rates, "a", 1_000);

    assertThatThrownBy(() -> rates.call("a", "of agent a"))
        .isInstanceOfSatisfying(
            NoException.class,
            no -> {
              assertThat(no.refusal().text()).contains("2 calls per second of agent a");
              assertThat(no.refusal().retryAfterMillis()).isEqualTo(501);
              clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(no.refusal().retryAfterMillis()));
            });
    rates.call("a", "of agent a");
  }

  @Test
  void callersCountApartAndTheOneThatCalledLongestAgoIsForgotten() {
    Rates<String> rates = rates(1);
    assertThat(let(rates, "a", 2)).isOne();
    assertThat(let(rates, "b", 2)).isOne();
    assertThat(let(rates, "a", 1)).isZero();
    assertThat(let(rates, "c", 1)).isOne(); // b is forgotten
    assertThat(let(rates, "a", 1)).isZero();
    assertThat(let(rates, "b", 1)).isOne();
  }
}
