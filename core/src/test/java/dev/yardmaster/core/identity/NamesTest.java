package dev.yardmaster.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What may be called how (R1). */
class NamesTest {
  private static final String LEGAL =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/:@+";

  @Test
  void aNameHasOneToAHundredAndTwentyEightCharacters() {
    for (int length : List.of(1, Names.MAX_LENGTH)) {
      assertThat(Names.isLegal("n".repeat(length))).isTrue();
      Names.check("task", "n".repeat(length));
    }
    for (int length : List.of(0, Names.MAX_LENGTH + 1)) {
      assertThat(Names.isLegal("n".repeat(length))).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Names.check("task", "n".repeat(length)))
          .withMessage(
              "Expected the task name to have 1 to 128 characters, got %d; choose a shorter, non-empty name",
              length);
    }
  }

  @Test
  void aNameUsesItsAlphabetAndNothingElse() {
    for (char c = 0; c < 0x300; c++) {
      assertThat(Names.isLegal("a" + c)).as("U+%04X", (int) c).isEqualTo(LEGAL.indexOf(c) >= 0);
    }
  }

  @Test
  void aRefusalShowsTheNameAndWhichCharacterItIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.check("agent", "ab c\u007f\n~"))
        .withMessage(
            "Expected the agent name \"ab c??~\" to use only A-Z a-z 0-9 . _ : / @ + -, but character 3 is U+0020; rename it");
  }

  @Test
  void everyKindOfNameIsCheckedComparedAndWrittenAsItIs() {
    everyKind("agent", AgentId::of);
    everyKind("conflict", ConflictId::of);
    everyKind("credential", CredentialId::of);
    everyKind("message", MessageId::of);
    everyKind("plan", PlanId::of);
    everyKind("principal", Principal::of);
    everyKind("record", RecordKey::of);
    everyKind("task", TaskId::of);
    everyKind("workspace", WorkspaceId::of);
    everyKind("breaker", BreakerName::of);
  }

  private static <T extends Comparable<T>> void everyKind(String kind, Function<String, T> make) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make.apply("not one"))
        .withMessageStartingWith("Expected the %s name \"not one\"", kind);
    assertThat(make.apply("a")).hasToString("a").isLessThan(make.apply("b"));
    assertThat(make.apply("b"))
        .isGreaterThan(make.apply("a"))
        .isEqualByComparingTo(make.apply("b"));
  }

  @Test
  void theBreakerOfAnAgentIsNamedAfterIt() {
    BreakerName own = BreakerName.of(AgentId.of("ada"));
    assertThat(own).isEqualTo(BreakerName.of("agent:ada"));
    assertThat(own.isOfAgent()).isTrue();
    assertThat(own.agent()).isEqualTo(AgentId.of("ada"));
    assertThat(BreakerName.of("database").agent()).isNull();
    assertThat(BreakerName.of("database").isOfAgent()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BreakerName.of("agent:"))
        .withMessageStartingWith("Expected the agent name to have 1 to 128 characters, got 0");
    BreakerName.of("agent:" + "n".repeat(Names.MAX_LENGTH)); // the agent's name counts alone
  }
}
