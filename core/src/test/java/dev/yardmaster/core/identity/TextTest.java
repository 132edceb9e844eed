package dev.yardmaster.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Free text is stored whole or refused (S4: what is read again is what was written). */
class TextTest {
  private static final String PAIR = "\ud83d\ude82"; // one character of two halves

  @Test
  void textWithWholePairsIsTaken() {
    for (String text : new String[] {"", "plain", PAIR, "a" + PAIR + "b" + PAIR, PAIR + PAIR}) {
      assertThat(Text.check("a note", text)).isEqualTo(text);
    }
  }

  @Test
  void halfAPairIsRefusedWithItsPlace() {
    refused("\ud83d", 1, "U+D83D");
    refused("\ude82", 1, "U+DE82");
    refused("ab\ud83d", 3, "U+D83D");
    refused("\ud83dx", 1, "U+D83D");
    refused(PAIR + "\ude82", 3, "U+DE82");
    refused("\ud83d\ud83d\ude82", 1, "U+D83D");
  }

  private static void refused(String text, int character, String which) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Text.check("a note", text))
        .withMessage(
            "Expected well-formed text in a note, but character %d is half a surrogate pair (%s)",
            character, which);
  }

  @Test
  void shortTextIsBounded() {
    String longest = "x".repeat(Text.MAX_SHORT);
    assertThat(Text.checkShort("a label", longest)).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Text.checkShort("a label", longest + "x"))
        .withMessage("Expected a label of at most 256 characters, got 257; shorten it");
    assertThatIllegalArgumentException().isThrownBy(() -> Text.checkShort("a label", "\ud83d"));
  }

  @Test
  void textIsShortenedBetweenCharacters() {
    assertThat(Text.shorten("abcd", 4)).isEqualTo("abcd");
    assertThat(Text.shorten("abcde", 4)).isEqualTo("abc…");
    assertThat(Text.shorten("ab" + PAIR + "e", 4)).isEqualTo("ab…");
    assertThat(Text.shorten("a" + PAIR + "de", 4)).isEqualTo("a" + PAIR + "…");
  }
}
