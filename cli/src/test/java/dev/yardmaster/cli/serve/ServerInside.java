package dev.yardmaster.cli.serve;

import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * A server within the test's own process, on free ports and in memory: for tests of its callers.
 */
public final class ServerInside implements AutoCloseable {
  private final Engine engine;
  private final YardmasterServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServerInside(Engine engine, YardmasterServer server) {
    this.engine = engine;
    this.server = server;
  }

  public static ServerInside start() throws IOException, LogException {
    Engine engine = Engine.inMemory(EngineOptions.of(CoordinationConfig.defaults()));
    return new ServerInside(engine, YardmasterServer.start(engine, ServerOptions.loopback(0, 0)));
  }

  public int grpcPort() {
    return server.grpcPort();
  }

  /** A request over HTTP; a body is posted. */
  public HttpResponse<String> http(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path));
    return client.send(
        (body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    engine.close();
  }
}
