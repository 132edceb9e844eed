package dev.yardmaster.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServeCommandTest {
  @TempDir private Path folder;

  /** X1 */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          --host 0.0.0.0, --insecure
          --host ::, --insecure
          --host 0.0.0.0 --trust-loopback, --insecure
          --tls-cert it.pem, both
          --tls-key it.key, both
          --tls-cert it.pem --tls-key it.key, there is no
          --http-port 70000, 65535
          """)
  void whatCannotBeServedSafelyIsRefusedBeforeAnythingIsOpened(String options, String text) {
    Cli.Result refused =
        new Cli(folder)
            .execute(
                Stream.concat(Stream.of("serve"), Stream.of(options.split(" ", -1)))
                    .toArray(String[]::new));

    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(refused.err()).contains(text);
    assertThat(folder.resolve("yardmaster-data")).doesNotExist();
  }

  @Test
  void aServerThatTrustsNobodyOnLoopbackSaysSoAndAsksForATokenAndDrainsOnSigterm()
      throws Exception {
    try (ServeProcess server = ServeProcess.start(folder, "--no-trust-loopback")) {
      assertThat(server.output()).contains("Every caller needs a token");
      assertThat(server.http("/v1/workspaces/default/tasks", "").statusCode()).isEqualTo(403);
      assertThat(server.http("/readyz", "").statusCode()).isEqualTo(200);
      server.terminate();
      assertThat(server.output()).contains("Stopping.");
    }
    assertThat(Files.exists(folder.resolve("yardmaster-data/log"))).isTrue();
  }

  @Test
  void aNetworkThatIsTrustedNeedsNoCertificateButEveryCallerAToken() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder, "--host", "0.0.0.0", "--insecure")) {
      assertThat(server.http("/v1/workspaces/default/tasks", "").statusCode()).isEqualTo(403);
      assertThat(server.http("/healthz", "").statusCode()).isEqualTo(200);
    }
  }
}
