package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardmaster.core.machine.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payloads in JSON. */
final class JsonTest {
  record Review(String path, int depth, List<String> skip) {}

  @Test
  void equalMapsGiveEqualPayloadsWhateverTheirOrder() {
    Map<String, Object> forwards = new LinkedHashMap<>();
    Map<String, Object> backwards = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      forwards.put("k" + i, Map.of("inner", i));
      backwards.put("k" + (9 - i), Map.of("inner", 9 - i));
    }
    assertThat(Json.of(forwards)).isEqualTo(Json.of(backwards));
    assertThat(Json.of(Map.of("b", 1, "a", List.of(true))).asText())
        .isEqualTo("{\"a\":[true],\"b\":1}");
    assertThat(Json.of(Map.of()).contentType()).isEqualTo("application/json");
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    Review review = new Review("src/ä", 2, List.of("target"));
    Payload payload = Json.write(review);
    assertThat(Json.read(payload, Review.class)).isEqualTo(review);
    assertThat(Json.read(payload))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("path", "src/ä", "depth", 2, "skip", List.of("target")));
  }

  @Test
  void whatIsNoJsonObjectIsRefusedWithWhatWasExpected() {
    for (String bad :
        List.of("", "null", "[1]", "{\"a\":1", "{\"a\":1,\"a\":2}", "{} x", "\u0000")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> Json.read(Payload.text(bad)))
          .withMessageStartingWith("Expected ");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read(Payload.json("{\"depth\":\"deep\"}"), Review.class))
        .withMessageContaining("Review");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.write(new Object() {}))
        .withMessageContaining("can be written as JSON");
  }
}
