package dev.yardmaster.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AttemptFailureTest {
  @Test
  void onlyExitCodeZeroIsNoFailure() {
    assertThat(AttemptFailure.of(new ExitResult.Exited(0))).isEmpty();
    assertThat(type(new ExitResult.Exited(1))).isEqualTo("exit-code");
    assertThat(type(new ExitResult.Signalled(15))).isEqualTo("signal");
    assertThat(type(new ExitResult.Killed())).isEqualTo("killed");
    assertThat(type(new ExitResult.OutputExceeded(17, 16))).isEqualTo("output-limit");
    assertThat(AttemptFailure.of(new AttemptStartException("why")))
        .isEqualTo(new AttemptFailure("start", "why"));
  }

  private static String type(ExitResult result) {
    return AttemptFailure.of(result).orElseThrow().type();
  }
}
