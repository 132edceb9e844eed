package dev.yardmaster.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Tokens rise for life, through leaders and positions (S8). */
class FencingTokenTest {
  private static final long LAST_INCARNATION = (1L << 23) - 1;
  private static final long LAST_POSITION = (1L << 40) - 1;

  @Test
  void aTokenIsMadeOfTheIncarnationAndThePosition() {
    FencingToken token = token(3, 17);
    assertThat(token.value()).isEqualTo(3 * 1_099_511_627_776L + 17);
    assertThat(token.position()).isEqualTo(new LogPosition(17));
    assertThat(token).hasToString("3298534883345");
    assertThat(token(0, 0)).isEqualTo(FencingToken.NONE);
    assertThat(token(LAST_INCARNATION, LAST_POSITION).value()).isEqualTo(Long.MAX_VALUE);
    assertThat(token(LAST_INCARNATION, LAST_POSITION).position().value()).isEqualTo(LAST_POSITION);
  }

  @Test
  void aLaterIncarnationBeatsEveryPositionOfAnEarlierOne() {
    assertThat(token(2, 0)).isGreaterThan(token(1, LAST_POSITION));
    assertThat(token(1, 8)).isGreaterThan(token(1, 7)).isLessThan(token(1, 9));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> token(-1, 0))
        .withMessage("Expected an incarnation of 23 bits, got -1");
    assertThatIllegalArgumentException().isThrownBy(() -> token(LAST_INCARNATION + 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> token(0, LAST_POSITION + 1))
        .withMessage("Expected a position of 40 bits, got 1099511627776");
  }

  @Test
  void positionsAreInTheOrderOfTheLog() {
    assertThat(new LogPosition(1)).isLessThan(new LogPosition(2)).hasToString("1");
  }

  private static FencingToken token(long incarnation, long position) {
    return FencingToken.of(incarnation, new LogPosition(position));
  }
}
