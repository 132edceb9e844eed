package dev.yardmaster.server;

import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.log.LogException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.server.gateway.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on free ports of loopback over an engine in memory, and a plain HTTP client to it. */
public final class RunningServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Engine engine;
  private final YardmasterServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningServer(Engine engine, YardmasterServer server) {
    this.engine = engine;
    this.server = server;
  }

  public static RunningServer start() throws IOException, LogException {
    return start(ServerOptions.loopback(0, 0), null);
  }

  public static RunningServer start(ServerOptions options) throws IOException, LogException {
    return start(options, null);
  }

  /** With a folder for what it writes beside its log. */
  public static RunningServer start(Path data) throws IOException, LogException {
    return start(ServerOptions.loopback(0, 0), data);
  }

  private static RunningServer start(ServerOptions options, @Nullable Path data)
      throws IOException, LogException {
    Engine engine = Engine.inMemory(EngineOptions.of(CoordinationConfig.defaults()));
    return new RunningServer(engine, YardmasterServer.start(engine, options, data));
  }

  public Engine engine() {
    return engine;
  }

  /** A new token that has this role in the workspace default. */
  public String token(Role role) {
    String token = Tokens.random();
    Credential credential =
        new Credential(
            CredentialId.of("token-" + Tokens.hash(token).substring(0, 8)),
            Principal.of("ann"),
            Tokens.hash(token),
            new TreeMap<>(Map.of(WorkspaceId.of("default"), role)),
            false,
            0);
    try (Connection connection = engine.connect(Principal.of("root"))) {
      Reply reply =
          connection
              .send(
                  new Request(
                      WorkspaceId.of("-"),
                      connection.principal(),
                      null,
                      new AccessCommand.IssueCredential(credential)))
              .toCompletableFuture()
              .join();
      if (reply.refusal() != null) {
        throw new AssertionError(reply);
      }
    }
    return token;
  }

  public YardmasterServer server() {
    return server;
  }

  /** What came back: status and JSON. */
  public record Answer(int status, JsonNode body, HttpResponse<String> response) {
    public String code() {
      return body.path("code").asString("");
    }
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.httpPort() + path);
  }

  public Answer post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).POST(BodyPublishers.ofString(json)).build());
  }

  public Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send(request(path, headers).GET().build());
  }

  public Answer delete(String path, String... headers) throws IOException, InterruptedException {
    return send(request(path, headers).DELETE().build());
  }

  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  public HttpClient client() {
    return client;
  }

  /** Sends a request whatever it is. */
  public HttpResponse<String> raw(String verb, String path, String json, String token)
      throws IOException, InterruptedException {
    return client.send(
        request(path, "Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(20))
            .method(
                verb, verb.equals("POST") ? BodyPublishers.ofString(json) : BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  /** The first line of what a GET under another name for this server is answered. */
  public String rawGet(String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Verb and path of every operation that HTTP reaches, as the description lists them. */
  public List<String[]> routes() throws IOException, InterruptedException {
    List<String[]> routes = new ArrayList<>();
    get("/openapi.json")
        .body()
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(verb ->
                    routes.add(new String[] {verb.toUpperCase(Locale.ROOT), path.getKey()})));
    return routes;
  }

  /** A credential of one principal; its token. */
  public String issue(String id, String principal, Map<String, Role> roles) {
    String token = Tokens.random();
    SortedMap<WorkspaceId, Role> at = new TreeMap<>();
    roles.forEach((workspace, role) -> at.put(WorkspaceId.of(workspace), role));
    send(
        new AccessCommand.IssueCredential(
            new Credential(
                CredentialId.of(id), Principal.of(principal), Tokens.hash(token), at, false, 0)));
    return token;
  }

  public void revoke(String id) {
    send(new AccessCommand.RevokeCredential(CredentialId.of(id), "a test"));
  }

  private void send(AccessCommand command) {
    try (Connection itself = engine.connect(Principal.of("test"))) {
      Reply reply =
          itself
              .send(new Request(WorkspaceId.of("-"), itself.principal(), null, command))
              .toCompletableFuture()
              .join();
      if (reply.refusal() != null) {
        throw new IllegalStateException("Expected yes, got " + reply);
      }
    }
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    String body = response.body().isBlank() ? "{}" : response.body();
    return new Answer(response.statusCode(), JSON.readTree(body), response);
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    engine.close();
  }
}
