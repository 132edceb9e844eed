package dev.yardmaster.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.serve.ServeProcess;
import dev.yardmaster.server.gateway.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TokenCommandTest {
  @TempDir private Path folder;

  private Cli.Result cli(String... words) {
    return new Cli(folder).execute(words);
  }

  @Test
  void aTokenIssuedBesideAServerIsGoodForItsRolesUntilRevoked() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder)) {
      Cli.Result issued =
          cli("token", "issue", "look", "--principal", "ann", "--role", "default=reader");
      assertThat(issued.exit()).as(issued.err()).isZero();
      String bearer = "Bearer " + issued.out().strip();

      assertThat(ask(server, bearer)).isEqualTo(200);
      assertThat(submit(server, bearer)).isEqualTo(403);

      Cli.Result revoked = cli("token", "revoke", "look");
      assertThat(revoked.exit()).as(revoked.err()).isZero();
      Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> ask(server, bearer) == 403);
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void theTokenIsPrintedAloneAndOnlyItsHashIsKept() throws Exception {
    used();
    Cli.Result issued = cli("token", "issue", "root", "--principal", "ann", "--cluster-admin");

    assertThat(issued.exit()).as(issued.err()).isZero();
    assertThat(issued.lines()).singleElement().asString().matches("ym_[A-Za-z0-9_-]{43}");
    String token = issued.out().strip();
    assertThat(issued.err()).doesNotContain(token);
    assertThat(filesWith(token.getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(filesWith(HexFormat.of().parseHex(Tokens.hash(token)))).isNotEmpty();
    assertThat(cli("history").out()).doesNotContain(token).doesNotContain(Tokens.hash(token));
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder)) {
      String token =
          cli(
                  "token",
                  "issue",
                  "brief",
                  "--principal",
                  "ann",
                  "--cluster-admin",
                  "--expires",
                  "1ms")
              .out()
              .strip();
      Awaitility.await()
          .atMost(5, TimeUnit.SECONDS)
          .until(() -> ask(server, "Bearer " + token) == 403);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          --role default=king, reader
          --role default, WORKSPACE=ROLE
          --role =admin, WORKSPACE=ROLE
          --role default=reader --role default=admin, got two
          --cluster-admin --expires soon, 30d
          --cluster-admin --expires 0s, 30d
          '', may do nothing
          """)
  void whatWouldNotBeMeantIsRefused(String options, String text) throws Exception {
    used();
    Stream<String> words =
        Stream.concat(
            Stream.of("token", "issue", "it", "--principal", "ann"),
            Stream.of(options.split(" ", -1)).filter(word -> !word.isEmpty()));
    Cli.Result refused = cli(words.toArray(String[]::new));

    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(refused.err()).contains(text);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void aSecondCredentialOfTheSameIdIsRefusedAndShowsNoToken() throws Exception {
    used();
    String[] words = {"token", "issue", "it", "--principal", "ann", "--cluster-admin"};
    assertThat(cli(words).exit()).isZero();
    Cli.Result again = cli(words);

    assertThat(again.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(again.out()).isEmpty();
    assertThat(again.err()).contains("exists");
    assertThat(cli("token", "revoke", "other").err()).contains("never issued");
  }

  @Test
  void whoHasWhatIsListedBesideAServerAndWithoutAndNoSecretWithIt() throws Exception {
    String token;
    try (ServeProcess server = ServeProcess.start(folder)) {
      token =
          cli(
                  "token",
                  "issue",
                  "ci",
                  "--principal",
                  "ann",
                  "--role",
                  "default=agent",
                  "--role",
                  "b=reader",
                  "--expires",
                  "30d")
              .out()
              .strip();
      cli("token", "issue", "root", "--principal", "bob", "--cluster-admin");
      cli("token", "issue", "old", "--principal", "eve", "--role", "default=reader");
      assertThat(cli("token", "revoke", "old", "--by", "bob").exit()).isZero();

      Cli.Result listed = cli("token", "list");
      assertThat(listed.exit()).as(listed.err()).isZero();
      assertThat(listed.lines())
          .contains(
              "ci  ann", "    reader in b, agent in default", "    cluster admin", "2 tokens");
      assertThat(listed.lines()).allMatch(line -> line.length() <= 80);
      assertThat(server.http("/v1/credentials", "").statusCode()).isEqualTo(403);
      assertThat(server.terminate()).isZero();
    }
    Cli.Result json = cli("token", "list", "--json");
    assertThat(json.lines()).hasSize(2);
    JsonNode ci = JsonMapper.shared().readTree(json.lines().getFirst());
    assertThat(ci.path("id").asString()).isEqualTo("ci");
    assertThat(ci.path("roles").path("b").asString()).isEqualTo("reader");
    Instant issued = Instant.parse(ci.path("issued").asString());
    assertThat(Instant.parse(ci.path("expires").asString()))
        .isBetween(issued.plus(Duration.ofDays(30)), issued.plus(Duration.ofDays(31)));
    assertThat(ci.path("revoked").isNull()).isTrue();

    Cli.Result revoked = cli("token", "list", "--revoked");
    assertThat(revoked.lines()).contains("old  eve", "1 token");
    assertThat(revoked.out()).containsPattern("revoked \\S+Z by bob");
    for (Cli.Result shown : List.of(json, revoked, cli("token", "list"))) {
      assertThat(shown.out()).doesNotContain(token).doesNotContain(Tokens.hash(token));
    }
  }

  /** A folder in which something was run. */
  private void used() throws IOException {
    Files.writeString(folder.resolve("plan.yaml"), "name: p\ntasks:\n  - {id: t, run: 'true'}\n");
    assertThat(cli("run", "plan.yaml").exit()).isZero();
  }

  private static int ask(ServeProcess server, String authorization) throws Exception {
    return server
        .http("/v1/workspaces/default/tasks", "", "Authorization", authorization)
        .statusCode();
  }

  private static int submit(ServeProcess server, String authorization) throws Exception {
    return server
        .http(
            "/v1/workspaces/default/tasks",
            "{\"task\":{\"id\":\"t\",\"work\":{\"type\":\"x\"}}}",
            "Authorization",
            authorization)
        .statusCode();
  }

  private List<Path> filesWith(byte[] wanted) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("yardmaster-data"))) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, wanted)).toList();
    }
  }

  private static boolean contains(Path file, byte[] wanted) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          .contains(new String(wanted, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
