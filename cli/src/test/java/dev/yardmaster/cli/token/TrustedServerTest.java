package dev.yardmaster.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.Main;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.serve.ServeProcess;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** X1: {@code mcp}, {@code hook} and {@code guard} with a server that signed its certificate. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TrustedServerTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
      """;

  @TempDir private static Path folder;
  private static ServeProcess server;
  private static String url;

  /** How a command ended, and all it printed. */
  private record Ended(int exit, String said) {}

  /** One for all, since it and each command take seconds to start. */
  @BeforeAll
  static void start() throws Exception {
    certificate("it");
    server =
        ServeProcess.start(
            folder, "--tls-cert", "it.pem", "--tls-key", "it.key", "--trust-loopback");
    url = "https://127.0.0.1:" + server.httpPort();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Makes NAME.pem and NAME.key. */
  private static void certificate(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    String options =
        "-genkeypair -alias it -keyalg EC -dname CN=it -ext SAN=ip:127.0.0.1 -storetype PKCS12"
            + " -storepass secret -keystore "
            + store;
    List<String> words = new ArrayList<>(List.of(java("keytool")));
    words.addAll(List.of(options.split(" ", -1)));
    assertThat(run("", words).exit()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    pem(name + ".pem", "CERTIFICATE", keys.getCertificate("it").getEncoded());
    pem(name + ".key", "PRIVATE KEY", keys.getKey("it", "secret".toCharArray()).getEncoded());
  }

  private static void pem(String file, String what, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private Ended yardmaster(String input, String... words) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                java("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    all.addAll(List.of(words));
    return run(input, all);
  }

  private static Ended run(String input, List<String> words) throws Exception {
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(words.toString()).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  private String write() {
    return """
    {"session_id":"s","cwd":"%s","hook_event_name":"PreToolUse","tool_name":"Write",\
    "tool_input":{"file_path":"%s/f","content":"x"},"tool_use_id":"u"}
    """
        .formatted(folder, folder);
  }

  @Test
  void theBridgeSpeaksWithAServerWhoseCertificateItTrustsAndNamesTheOptionWhereItDoesNot()
      throws Exception {
    assertThat(yardmaster(INITIALIZE, "mcp", "--url", url + "/mcp", "--trust", "it.pem").said())
        .contains("\"protocolVersion\":\"2025-11-25\"");

    assertThat(yardmaster(INITIALIZE, "mcp", "--url", url + "/mcp").said())
        .contains("\"error\"", "not trusted", "--trust FILE");

    certificate("other");
    assertThat(yardmaster(INITIALIZE, "mcp", "--url", url + "/mcp", "--trust", "other.pem").said())
        .contains("\"error\"", "not trusted");
  }

  @Test
  void theHookAsksAServerWhoseCertificateItTrustsAndNamesTheOptionWhereItDoesNot()
      throws Exception {
    String[] words = {
      "hook", "--url", url, "--take", "--project", folder.toString(), "--state", "state"
    };
    Ended refused = yardmaster(write(), words);
    assertThat(refused.said()).contains("not trusted", "--trust FILE");

    List<String> trusting = new ArrayList<>(List.of(words));
    trusting.addAll(List.of("--trust", "it.pem"));
    Ended allowed = yardmaster(write(), trusting.toArray(String[]::new));
    assertThat(allowed.exit()).as(allowed.said()).isZero();
    assertThat(allowed.said()).doesNotContain("deny", "trusted");
  }

  @Test
  void theGuardAsksAServerWhoseCertificateItTrustsAndNamesTheOptionWhereItDoesNot()
      throws Exception {
    Files.writeString(folder.resolve("g"), "x");
    assertThat(run("", List.of("git", "init", "-q")).exit()).isZero();
    assertThat(run("", List.of("git", "add", "g")).exit()).isZero();

    Ended passed = yardmaster("", "guard", "--url", url, "--trust", "it.pem");
    assertThat(passed.exit()).as(passed.said()).isZero();

    Ended refused = yardmaster("", "guard", "--url", url);
    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(refused.said()).contains("not trusted", "--trust FILE");
  }

  @Test
  void aFileWithoutACertificateAndAServerWithoutTlsAreRefusedAtOnce() throws Exception {
    Cli here = new Cli(folder);
    Cli.Result noFile = here.execute("mcp", "--url", url + "/mcp", "--trust", "missing.pem");
    assertThat(noFile.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(noFile.err()).contains("--trust", "missing.pem");

    Files.writeString(folder.resolve("empty"), "");
    Cli.Result empty = here.execute("mcp", "--url", url + "/mcp", "--trust", "empty");
    assertThat(empty.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(empty.err()).contains("--trust", "empty");

    Cli.Result plain = here.execute("mcp", "--url", "http://127.0.0.1:1/mcp", "--trust", "it.pem");
    assertThat(plain.exit()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(plain.err()).contains("https");
  }
}
