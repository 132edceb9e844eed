package dev.yardmaster.server.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any bytes where a request over HTTP is expected. What waits by design is left out. */
public final class HttpTarget {
  private HttpTarget() {}

  /** Starts the server before Jazzer counts the time of an input. */
  public static void fuzzerInitialize() {
    FuzzedServer.get();
  }

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    if (text.contains("wait") || text.contains("/events") || text.contains("/mcp")) {
      return;
    }
    String answer = FuzzedServer.get().exchange(input);
    if (!answer.isEmpty()) {
      Response.of(answer).notTheServersFault();
    }
  }

  static List<byte[]> seeds() {
    return List.of(
            lines("GET /healthz HTTP/1.1", "Host: 127.0.0.1", "Connection: close"),
            lines(
                "GET /v1/workspaces/default/tasks?limit=2 HTTP/1.1",
                "Host: 127.0.0.1",
                "Authorization: Bearer ym_x",
                "Origin: http://127.0.0.1"),
            lines("GET /v1/workspaces/default/tasks/a%2Fb HTTP/1.0"),
            lines(
                "POST /v1/workspaces/default/tasks HTTP/1.1",
                "Host: 127.0.0.1",
                "Idempotency-Key: k",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                "5",
                "{\"a\":",
                "2",
                "1}",
                "0"),
            lines(
                "POST /v1/workspaces/default/tasks HTTP/1.1",
                "Host: 127.0.0.1",
                "Content-Length: 2",
                "",
                "{}DELETE /v1/workspaces/default/agents/a HTTP/1.1",
                "Host: 127.0.0.1"),
            lines("OPTIONS * HTTP/1.1", "Host: x", "Expect: 100-continue"))
        .stream()
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Lines as HTTP ends them, and an empty one. */
  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }
}
