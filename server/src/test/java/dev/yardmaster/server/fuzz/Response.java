package dev.yardmaster.server.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One answer over HTTP as its bytes say, a char for a byte.
 *
 * @param head status line and headers
 */
record Response(int status, String head, String body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BAD_VERSION = 505;
  private static final int NOT_IMPLEMENTED = 501;

  /** Reads the first answer; bytes that are none are a finding. */
  static Response of(String bytes) {
    int end = bytes.indexOf("\r\n\r\n");
    if (!bytes.matches("(?s)HTTP/1\\.[01] [1-5]\\d\\d\\b.*") || end < 0) {
      throw new AssertionError("Expected an answer over HTTP, got: " + shown(bytes));
    }
    return new Response(
        Integer.parseInt(bytes.substring(9, 12)),
        bytes.substring(0, end),
        bytes.substring(end + 4));
  }

  /**
   * Fails where the server blames itself. What HTTP has 5xx numbers for besides is the caller's.
   */
  Response notTheServersFault() {
    if (status >= 500 && status != BAD_VERSION && status != NOT_IMPLEMENTED) {
      throw new AssertionError("The server failed: " + shown(head + " | " + body));
    }
    return this;
  }

  /** Fails unless it is JSON, and a no is a problem document with a code. */
  Response saysWhatItIs() {
    boolean problem = status >= 400;
    String type = problem ? "application/problem+json" : "application/json";
    if (!head.toLowerCase(Locale.ROOT).contains("content-type: " + type)) {
      throw new AssertionError("Expected " + type + ", got: " + shown(head + " | " + body));
    }
    JsonNode node = json();
    if (problem && (node.path("code").isMissingNode() || node.path("detail").isMissingNode())) {
      throw new AssertionError("Expected a code and a detail: " + shown(body));
    }
    return this;
  }

  JsonNode json() {
    try {
      return JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
    } catch (JacksonException e) {
      throw new AssertionError("Expected JSON, got: " + shown(body), e);
    }
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(text.length(), 600));
  }
}
