package dev.yardmaster.cli.serve;

import dev.yardmaster.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real {@code yardmaster serve} on free ports, or any other command, in a process of its own.
 * What it prints goes to a file in its folder.
 */
public final class ServeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a server in a folder and waits until it listens. */
  public static ServeProcess start(Path folder, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("serve", "--http-port", "0", "--grpc-port", "0"));
    all.addAll(Arrays.asList(words));
    ServeProcess server = command(folder, "serve.log", all.toArray(String[]::new));
    server.awaitOutput("Ctrl-C");
    return server;
  }

  /** Starts any command. */
  public static ServeProcess command(Path folder, String log, String... words) throws IOException {
    return command(folder, log, Map.of(), words);
  }

  /** The same, with further variables. */
  public static ServeProcess command(
      Path folder, String log, Map<String, String> environment, String... words)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(words));
    Path output = folder.resolve(log);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new ServeProcess(builder.start(), output);
  }

  /** Everything it has printed. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Waits until it prints something; fails with what it printed where it ends before. */
  public void awaitOutput(String text) {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> {
          String all = output();
          if (!all.contains(text) && !process.isAlive()) {
            throw new AssertionError("It ended before it printed '" + text + "':\n" + all);
          }
          return all.contains(text);
        });
  }

  public int httpPort() throws IOException {
    return port("(?:HTTP +|\"http\":\")https?://[^\"\\s]*:(\\d+)");
  }

  public int grpcPort() throws IOException {
    return port("(?:gRPC +|\"grpc\":\")[^\"\\s]*:(\\d+)");
  }

  private int port(String form) throws IOException {
    Matcher matcher = Pattern.compile(form).matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("Expected a port in:\n" + output());
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** A request over HTTP; a body is posted. */
  public HttpResponse<String> http(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(
        (body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
        BodyHandlers.ofString());
  }

  /** Sends SIGTERM; what it ends with. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** What it ends with. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("It did not end within " + PATIENCE_SECONDS + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
  }
}
