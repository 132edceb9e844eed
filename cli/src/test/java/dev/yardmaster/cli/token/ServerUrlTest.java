package dev.yardmaster.cli.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.cli.exit.CommandFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No token goes where others on the way can read it. */
final class ServerUrlTest {
  private static final String FORM = "http://HOST:PORT/mcp";

  @ParameterizedTest
  @ValueSource(strings = {"http://yard.example:7420/mcp", "http://192.0.2.7/mcp"})
  void beyondThisMachineATokenNeedsHttps(String url) {
    assertThatThrownBy(() -> ServerUrl.of(url, FORM, "ym_x"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("https")
        .hasMessageNotContaining("ym_x");
    assertThat(ServerUrl.of(url, FORM, null)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://yard.example/mcp", "http://127.0.0.1:7420/mcp", "http://localhost:1/mcp"})
  void overTlsAndOnThisMachineItIsShown(String url) {
    assertThat(ServerUrl.of(url, FORM, "ym_x")).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "ftp://host/mcp", "http:///mcp", "http://a b/"})
  void whatIsNoUrlOfAServerIsRefused(String url) {
    assertThatThrownBy(() -> ServerUrl.of(url, FORM, null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(FORM);
  }
}
