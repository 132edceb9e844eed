package dev.yardmaster.cli.bench;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to the HTTP side of a server, with JSON both ways. Thread-safe. */
final class HttpCalls implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Longer than any wait of the server. */
  private static final Duration ANSWER = Duration.ofSeconds(75);

  private final String base;
  private final @Nullable String token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /**
   * To a server.
   *
   * @param url such as http://127.0.0.1:7420
   * @param token of a credential; null to show none
   */
  HttpCalls(URI url, @Nullable String token) {
    this.base = url.toString().replaceAll("/+$", "");
    this.token = token;
  }

  JsonNode get(String path) {
    return send(request(path, null).GET());
  }

  /**
   * Posts a body.
   *
   * @param handle of the agent that calls; null for none
   */
  JsonNode post(String path, @Nullable String handle, String body) {
    return send(request(path, handle).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, @Nullable String handle) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (handle != null) {
      request.header("Yardmaster-Agent", handle);
    }
    return request;
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      JsonNode body = JSON.readTree(response.body());
      if (response.statusCode() >= 300) {
        throw new CoordinationException(refusal(response.statusCode(), body));
      }
      return body;
    } catch (IOException | JacksonException e) {
      throw new CoordinationException(
          new Refusal(
              RefusalCode.UNAVAILABLE,
              "The server cannot be reached at %s (%s); start one with 'yardmaster serve', or name another with --http"
                  .formatted(base, e.getMessage() == null ? e : e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CoordinationException(
          new Refusal(RefusalCode.UNKNOWN, "The calling thread was interrupted"));
    }
  }

  private static Refusal refusal(int status, JsonNode problem) {
    String detail = problem.path("detail").asString("");
    String text = detail.isEmpty() ? "The server answered " + status : detail;
    try {
      return new Refusal(RefusalCode.valueOf(problem.path("code").asString("")), text);
    } catch (IllegalArgumentException e) {
      return new Refusal(RefusalCode.UNKNOWN, text);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
