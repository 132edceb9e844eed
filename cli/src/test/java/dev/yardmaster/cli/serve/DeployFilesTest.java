package dev.yardmaster.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/**
 * What the files in deploy/ start is a command of this release, and asks every caller for a token.
 */
final class DeployFilesTest {
  private static final Path DEPLOY = Path.of("../deploy");

  @Test
  void theServiceStartsAServerThatTrustsNobodyForBeingOnTheMachine() throws IOException {
    String unit = Files.readString(DEPLOY.resolve("yardmaster.service"));
    String start = find(unit, "(?m)^ExecStart=.* dev\\.yardmaster\\.cli\\.Main (.*)$");

    ParseResult serve = parse(List.of(start.split(" ", -1)));
    assertThat(serve.matchedOptionValue("--trust-loopback", true)).isFalse();
    assertThat(unit).contains("DynamicUser=yes", "StateDirectory=yardmaster", "KillSignal=SIGTERM");
    int drain = serve.matchedOptionValue("--drain", 10);
    assertThat(Integer.parseInt(find(unit, "(?m)^TimeoutStopSec=(\\d+)$"))).isGreaterThan(drain);
  }

  @Test
  void theContainerStartsAServerAsAnotherUserThanRootAndHoldsNoSecret() throws IOException {
    String file = Files.readString(DEPLOY.resolve("Containerfile"));
    List<String> words =
        Pattern.compile("\"([^\"]+)\"")
            .matcher(find(file, "(?m)^CMD (\\[.*\\])$"))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();

    assertThat(parse(words).hasMatchedOption("--insecure")).isTrue();
    assertThat(file.indexOf("\nUSER yardmaster")).isBetween(0, file.indexOf("\nENTRYPOINT"));
    assertThat(file).contains("/readyz", "VOLUME /data").doesNotContain("ym_", "YARDMASTER_TOKEN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yardmaster.service", "Containerfile", "../yardmaster"})
  void whateverStartsAServerChoosesTheCollectorOfShortPauses(String file) throws IOException {
    assertThat(Files.readString(DEPLOY.resolve(file)))
        .contains("-XX:+UseG1GC -XX:MaxGCPauseMillis=3");
  }

  private static ParseResult parse(List<String> words) {
    ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("serve");
    return parsed.subcommand();
  }

  private static String find(String text, String form) {
    return Pattern.compile(form)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected " + form));
  }
}
