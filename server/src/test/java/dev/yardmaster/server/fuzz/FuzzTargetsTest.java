package dev.yardmaster.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes come, the server answers as it should and goes on (X9). */
@Timeout(120)
final class FuzzTargetsTest {
  private static final int CHANGES = Integer.getInteger("yardmaster.fuzz", 400);
  private static final long SEED = Long.getLong("yardmaster.seed", 1);

  @AfterEach
  void theServerStillAnswers() throws Exception {
    assertThat(FuzzedServer.get().server().get("/readyz").status()).isEqualTo(200);
  }

  private static void everySeedAndManyChanges(List<byte[]> seeds, Consumer<byte[]> target) {
    Changes changes = new Changes(seeds, SEED);
    for (byte[] seed : seeds) {
      judged(target, seed);
    }
    for (int i = 0; i < CHANGES; i++) {
      judged(target, changes.next());
    }
  }

  private static void judged(Consumer<byte[]> target, byte[] input) {
    try {
      target.accept(input);
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + "\nwhen sent: " + new String(input, StandardCharsets.ISO_8859_1), e);
    }
  }

  @Test
  void requestsOverHttpThatAreNoneAreTheCallersFault() {
    everySeedAndManyChanges(HttpTarget.seeds(), HttpTarget::fuzzerTestOneInput);
  }

  @Test
  void bodiesOfOperationsThatAreNoneAreTheCallersFaultAndToldSo() {
    everySeedAndManyChanges(JsonTarget.seeds(), JsonTarget::fuzzerTestOneInput);
  }

  @Test
  void messagesOfMcpThatAreNoneAreTheCallersFault() {
    everySeedAndManyChanges(McpTarget.seeds(), McpTarget::fuzzerTestOneInput);
  }

  @Test
  void anAnswerThatBlamesTheServerOrIsNotWhatItSaysIsAFinding() {
    assertThatThrownBy(() -> Response.of("HTTP/1.1 500 X\r\n\r\n").notTheServersFault())
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Response.of("nonsense")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() ->
            Response.of("HTTP/1.1 400 X\r\nContent-Type: application/problem+json\r\n\r\n{}")
                .saysWhatItIs())
        .hasMessageContaining("code");
    assertThatThrownBy(() ->
            Response.of("HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\r\n{").saysWhatItIs())
        .hasMessageContaining("JSON");
  }
}
