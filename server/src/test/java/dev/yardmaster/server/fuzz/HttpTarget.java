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
            "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
            "GET /v1/workspaces/default/tasks?limit=2 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Authorization: Bearer ym_x\r\nOrigin: http://127.0.0.1\r\n\r\n",
            "GET /v1/workspaces/default/tasks/a%2Fb HTTP/1.0\r\n\r\n",
            "POST /v1/workspaces/default/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: k\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
            "POST /v1/workspaces/default/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
                + "DELETE /v1/workspaces/default/agents/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }
}
