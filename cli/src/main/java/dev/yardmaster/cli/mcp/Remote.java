package dev.yardmaster.cli.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server's side of the bridge: one MCP session over Streamable HTTP. Thread-safe. */
final class Remote implements AutoCloseable {
  /** Longer than any wait of the server. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final String SESSION = "Mcp-Session-Id";

  private final URI uri;
  private final @Nullable String token;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private volatile @Nullable String session;
  private volatile @Nullable String version;

  /**
   * To a server.
   *
   * @param token of a credential; null to show none
   */
  Remote(URI uri, @Nullable String token) {
    this.uri = uri;
    this.token = token;
  }

  URI uri() {
    return uri;
  }

  @Nullable String session() {
    return session;
  }

  /** What both sides agreed to speak, which every later request says. */
  void speak(String agreed) {
    version = agreed;
  }

  /** Posts a message; a session the server begins with its answer is used from then on. */
  HttpResponse<InputStream> post(String message) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            request()
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message))
                .build(),
            BodyHandlers.ofInputStream());
    response.headers().firstValue(SESSION).ifPresent(begun -> session = begun);
    return response;
  }

  /** The session is unknown to the server; the next message begins another. */
  void forget() {
    session = null;
    version = null;
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Yardmaster-Bridge", "stdio");
    String known = session;
    if (known != null) {
      request.header(SESSION, known);
    }
    String agreed = version;
    if (agreed != null) {
      request.header("MCP-Protocol-Version", agreed);
    }
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** Ends the session: the agent that joined in it leaves. */
  @Override
  public void close() {
    try {
      if (session != null) {
        client.send(request().timeout(GOODBYE).DELETE().build(), BodyHandlers.discarding());
      }
    } catch (IOException e) {
      // The server is gone; the agent's session runs out by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.shutdownNow();
    }
  }
}
