package dev.yardmaster.cli.mcp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of a JSON-RPC message as the bridge looks at.
 *
 * @param line the message as it came
 * @param id null for a notification
 * @param method empty for a response
 * @param version that the message itself says it speaks, in the era without sessions; else empty
 * @param name of the tool or resource it is about, where it has one; else empty
 */
record Envelope(String line, @Nullable JsonNode id, String method, String version, String name) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** JSON-RPC's own code for text that is no message. */
  static final int PARSE_ERROR = -32_700;

  /** Of the range that servers may give a meaning: the message did not get through. */
  static final int NOT_DELIVERED = -32_000;

  /** Of JSON-RPC too: the message could not be carried out. */
  static final int INTERNAL = -32_603;

  /** What fits into a header as it is. */
  private static final Pattern HANDLE = Pattern.compile("[!-~]{1,512}");

  private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

  /** Reads a line; null for what is no JSON object. */
  static @Nullable Envelope read(String line) {
    try {
      if (JSON.readTree(line) instanceof ObjectNode message) {
        JsonNode params = message.path("params");
        return new Envelope(
            line,
            message.get("id"),
            message.path("method").asString(""),
            params.path("_meta").path(VERSION).asString(""),
            params.path("name").asString(params.path("uri").asString("")));
      }
      return null;
    } catch (JacksonException e) {
      return null;
    }
  }

  boolean isRequest() {
    return id != null && !method.isEmpty();
  }

  /** Whether it belongs to no session. */
  boolean isStateless() {
    return !version.isEmpty();
  }

  /** The request that this notification cancels, as {@link #key} has it; empty in any other. */
  String cancelled() {
    return method.equals("notifications/cancelled")
        ? String.valueOf(JSON.readTree(line).path("params").get("requestId"))
        : "";
  }

  /** The id, 1 and "1" apart. */
  String key() {
    return String.valueOf(id);
  }

  boolean isInitialize() {
    return method.equals("initialize");
  }

  /** The protocol version of an answer to {@code initialize}; empty in any other message. */
  static String versionOf(String answer) {
    try {
      return JSON.readTree(answer).path("result").path("protocolVersion").asString("");
    } catch (JacksonException e) {
      return "";
    }
  }

  /** Whether the answer tells the handle of an agent. */
  boolean isJoin() {
    return method.equals("tools/call") && name.equals("join");
  }

  /** Who joined, by an answer to {@link #isJoin}; null for nobody. */
  static Joined.@Nullable Agent joinedBy(String answer) {
    try {
      JsonNode content = JSON.readTree(answer).path("result").path("structuredContent");
      String handle = content.path("handle").asString("");
      return HANDLE.matcher(handle).matches()
          ? new Joined.Agent(
              content.path("workspace").asString("") + "/" + content.path("agent").asString(""),
              handle)
          : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Whether a text is an error as JSON-RPC has it. */
  static boolean isError(String text) {
    try {
      return JSON.readTree(text).path("error").path("code").isIntegralNumber();
    } catch (JacksonException e) {
      return false;
    }
  }

  /** What a problem document says; else the text itself. */
  static String detailOf(String body) {
    try {
      return JSON.readTree(body).path("detail").asString(body);
    } catch (JacksonException e) {
      return body;
    }
  }

  /** An error, as the answer to a request; to none where the id is null. */
  static String error(@Nullable JsonNode id, int code, String text) {
    ObjectNode error = JSON.createObjectNode();
    error.put("jsonrpc", "2.0");
    error.set("id", id == null ? JSON.nullNode() : id);
    error.putObject("error").put("code", code).put("message", text);
    return JSON.writeValueAsString(error);
  }

  /** The same message on one line. */
  static String oneLine(String message) {
    return message.indexOf('\n') < 0 ? message : JSON.writeValueAsString(JSON.readTree(message));
  }
}
