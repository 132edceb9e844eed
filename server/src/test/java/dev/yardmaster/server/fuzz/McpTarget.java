package dev.yardmaster.server.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any bytes where a message of the Model Context Protocol is expected, within a session. */
public final class McpTarget {
  private static final Pattern SESSION = Pattern.compile("(?i)\r\nmcp-session-id: *(\\S+)");
  private static final String ACCEPT =
      "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";

  /** Opened once, like a client that then goes mad. */
  private static final String IN_SESSION = ACCEPT + "Mcp-Session-Id: " + session() + "\r\n";

  private McpTarget() {}

  private static String session() {
    Response hello =
        FuzzedServer.get().post("/mcp", ACCEPT, seeds().getFirst()).notTheServersFault();
    Matcher id = SESSION.matcher(hello.head());
    if (!id.find()) {
      throw new AssertionError("Expected a session, got: " + hello);
    }
    return id.group(1);
  }

  /** Starts the server before Jazzer counts the time of an input. */
  public static void fuzzerInitialize() {
    FuzzedServer.get();
  }

  /** Jazzer's way in. What waits by design is left out. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (new String(input, StandardCharsets.ISO_8859_1).contains("wait")) {
      return;
    }
    FuzzedServer.get().post("/mcp", IN_SESSION, input).notTheServersFault();
  }

  static List<byte[]> seeds() {
    return List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\",\"params\":{\"cursor\":\"c\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"join\","
                + "\"arguments\":{\"agent\":\"m\",\"capabilities\":[\"shell\"]}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"submit\",\"arguments\":"
                + "{\"tasks\":[{\"id\":\"t\",\"after\":[\"u\"],\"requires\":[\"shell\"],\"locks\":[\"l\"]}]}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"resources/read\",\"params\":{\"uri\":\"yardmaster://task/t\"}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":3}}",
            "[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}]",
            "{\"jsonrpc\":\"2.0\",\"id\":6,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/list\",\"params\":{\"_meta\":"
                + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
