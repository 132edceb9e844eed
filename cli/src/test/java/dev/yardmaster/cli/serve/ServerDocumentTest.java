package dev.yardmaster.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yardmaster.cli.Main;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every command in docs/server.md, run as one script, on other ports. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServerDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/server.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

  @TempDir private Path folder;

  @Test
  void everyCommandOfTheDocumentDoesWhatItSays() throws Exception {
    for (String program : List.of("curl", "openssl")) {
      assumeTrue(
          isPresent(program), program + " is not on PATH, so the document is not tried here");
    }
    launcher();
    Path log = folder.resolve("all.log");
    Process script =
        new ProcessBuilder("/bin/sh", "-eu", "-c", script())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(script.waitFor(200, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
    } finally {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
    String output = Files.readString(log);

    assertThat(script.exitValue()).as(output).isZero();
    assertThat(output)
        .contains("\"status\":\"ready\"", "\"text\":\"hello\"", "event: ", "shout: succeeded")
        .contains("\"text\":\"hello, trains\\n\"", "ci is revoked", "far: succeeded")
        .doesNotContain("ym_");
    assertThat(output.split("Stopping\\.", -1)).as(output).hasSize(3);
  }

  private static String script() throws IOException {
    String script =
        BLOCK
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining());
    // The first server uses the default ports, which it must be told of when they are others.
    script =
        script.replaceFirst(
            "serve --data yard", "serve --data yard --http-port 7420 --grpc-port 7421");
    for (String port : List.of("7420", "7421", "7430", "7431")) {
      assertThat(script).contains(port);
      script = script.replace(port, Integer.toString(freePort()));
    }
    return script;
  }

  /** The command as the document writes it. */
  private void launcher() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path launcher = folder.resolve("yardmaster");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \\
          --sun-misc-unsafe-memory-access=allow -cp '%s' %s "$@"
        """
            .formatted(java, runtimeClassPath(), Main.class.getName()));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
  }

  /** Without the validator of JSON schemas, which tests alone have. */
  private static String runtimeClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("json-schema-validator"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isPresent(String program) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
