package dev.yardmaster.cli.mcp;

import dev.yardmaster.cli.token.TrustOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the bridge, over Streamable HTTP: one session for the revisions that have
 * them, and requests of their own for the revision that has none. Thread-safe.
 */
final class Remote implements AutoCloseable {
  /** Longer than any wait of the server. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final String SESSION = "Mcp-Session-Id";
  private static final String AGENT = "Yardmaster-Agent";
  private static final String VERSION = "MCP-Protocol-Version";

  private final URI uri;
  private final @Nullable String token;
  private final HttpClient client;

  /** By which the server knows whose agents live for as long as this does. */
  private final String bridge = UUID.randomUUID().toString();

  private final Joined joined = new Joined();
  private volatile @Nullable String session;
  private volatile boolean stateless;
  private volatile @Nullable String version;

  /**
   * To a server.
   *
   * @param token of a credential; null to show none
   * @param client trusts the server
   */
  Remote(URI uri, @Nullable String token, HttpClient.Builder client) {
    this.uri = uri;
    this.token = token;
    this.client = client.connectTimeout(CONNECT).build();
  }

  /** What a client is told when the server does not answer. */
  String away(IOException why) {
    String advice = TrustOption.advice(why);
    if (advice != null) {
      return "Expected a Yardmaster server at %s, but %s".formatted(uri, advice);
    }
    return "Expected a Yardmaster server at %s, but it does not answer (%s); start it with 'yardmaster serve'"
        .formatted(uri, why);
  }

  Joined joined() {
    return joined;
  }

  @Nullable String session() {
    return session;
  }

  /** What both sides agreed to speak, which every later request says. */
  void speak(String agreed) {
    version = agreed;
  }

  /**
   * Posts a request that belongs to no session; headers say what its body says.
   *
   * @param agent the handle of the agent whose sign of life this is; null for nobody's alone
   */
  HttpResponse<InputStream> postAlone(Envelope request, @Nullable String agent)
      throws IOException, InterruptedException {
    stateless = true;
    HttpRequest.Builder post =
        bare()
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header(VERSION, request.version())
            .header("Mcp-Method", inHeader(request.method()));
    if (!request.name().isEmpty()) {
      post.header("Mcp-Name", inHeader(request.name()));
    }
    if (agent != null) {
      post.header(AGENT, agent);
    }
    return client.send(
        post.POST(BodyPublishers.ofString(request.line())).build(), BodyHandlers.ofInputStream());
  }

  /** As it is, or in base64 where it fits into no header or looks like base64. */
  private static String inHeader(String text) {
    boolean fits =
        text.chars().allMatch(c -> c >= ' ' && c < 127)
            && text.equals(text.strip())
            && !text.startsWith("=?base64?");
    return fits
        ? text
        : "=?base64?%s?="
            .formatted(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
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
    HttpRequest.Builder request = bare();
    String known = session;
    if (known != null) {
      request.header(SESSION, known);
      String agent = joined.inSession();
      if (agent != null) {
        request.header(AGENT, agent);
      }
    }
    String agreed = version;
    return agreed == null ? request : request.header(VERSION, agreed);
  }

  private HttpRequest.Builder bare() {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Yardmaster-Bridge", bridge);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** Ends the session, and what has none: the agents that joined leave. */
  @Override
  public void close() {
    try {
      if (session != null) {
        end(request());
      }
      if (stateless) {
        end(bare());
      }
    } catch (IOException e) {
      // The server is gone; the agents' sessions run out by themselves.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.shutdownNow();
    }
  }

  private void end(HttpRequest.Builder of) throws IOException, InterruptedException {
    client.send(of.timeout(GOODBYE).DELETE().build(), BodyHandlers.discarding());
  }
}
