package dev.yardmaster.server.mcp;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as revision 2026-07-28 has them: it says itself which version it speaks and what its
 * client can, and its headers say the same as its body.
 *
 * @param id text or a whole number
 * @param progressToken under which progress is told; null when the client wants none
 */
record StatelessRequest(
    JsonNode id, String method, ObjectNode params, @Nullable JsonNode progressToken) {
  static final String VERSION = "2026-07-28";
  static final String META = "io.modelcontextprotocol/";

  static final String VERSION_HEADER = "MCP-Protocol-Version";
  static final String METHOD_HEADER = "Mcp-Method";

  private static final String VERSION_KEY = META + "protocolVersion";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A body that is one JSON object. */
  static ObjectNode parse(byte[] body) {
    try {
      if (JSON.readTree(body) instanceof ObjectNode message) {
        return message;
      }
    } catch (JacksonException e) {
      throw Fault.notJson(e.getOriginalMessage());
    }
    throw Fault.notARequest(400, "Expected one JSON-RPC request, got no object");
  }

  /** The id under which an answer comes, of any message; null where there is none to be read. */
  static @Nullable JsonNode idOf(ObjectNode message) {
    JsonNode id = message.get("id");
    return id != null && (id.isString() || id.isIntegralNumber()) ? id : null;
  }

  /** Which version a message says it speaks in its body; null for none. */
  static @Nullable String versionOf(ObjectNode message) {
    JsonNode version = message.path("params").path("_meta").get(VERSION_KEY);
    return version == null || !version.isString() ? null : version.asString();
  }

  /** Notifications have no answer, and none that a client sends here means anything. */
  static boolean isNotification(ObjectNode message) {
    return !message.has("id") && message.path("method").asString("").startsWith("notifications/");
  }

  /**
   * Reads a message.
   *
   * @param methods what is served
   */
  static StatelessRequest read(
      ObjectNode message, HttpServletRequest headers, List<String> methods) {
    if (!message.path("jsonrpc").asString("").equals("2.0") || !message.path("method").isString()) {
      throw Fault.notARequest(400, "Expected jsonrpc \"2.0\" and a method");
    }
    JsonNode id = idOf(message);
    if (id == null) {
      throw Fault.notARequest(400, "Expected an id that is text or a whole number");
    }
    String method = message.path("method").asString();
    Mirrored mirrored = new Mirrored(headers);
    checkVersion(message, mirrored);
    ObjectNode meta = meta(message);
    if (!methods.contains(method)) {
      throw Fault.noSuchMethod(method, methods);
    }
    ObjectNode params = (ObjectNode) message.get("params");
    mirrored.check(METHOD_HEADER, method);
    mirrored.checkName(method, params);
    return new StatelessRequest(id, method, params, progressToken(meta));
  }

  private static void checkVersion(ObjectNode message, Mirrored mirrored) {
    String said = versionOf(message);
    String header = mirrored.value(VERSION_HEADER);
    if (header == null) {
      throw Fault.headerMismatch("Expected the header " + VERSION_HEADER + ", got none");
    }
    if (said != null) {
      mirrored.check(VERSION_HEADER, said);
    }
    if (!header.equals(VERSION)) {
      throw Fault.unsupportedVersion(header);
    }
    if (said == null) {
      throw Fault.badMeta("Expected params._meta with the text %s".formatted(VERSION_KEY));
    }
  }

  private static ObjectNode meta(ObjectNode message) {
    ObjectNode meta = (ObjectNode) message.path("params").path("_meta"); // it has a version
    if (!meta.path(META + "clientCapabilities").isObject()) {
      throw Fault.badMeta(
          "Expected params._meta with the object %sclientCapabilities".formatted(META));
    }
    JsonNode client = meta.get(META + "clientInfo");
    if (client != null && !client.isObject()) {
      throw Fault.badMeta("Expected %sclientInfo to be an object".formatted(META));
    }
    return meta;
  }

  private static @Nullable JsonNode progressToken(ObjectNode meta) {
    JsonNode token = meta.get("progressToken");
    if (token != null && !token.isString() && !token.isIntegralNumber()) {
      throw Fault.badMeta("Expected progressToken to be text or a whole number");
    }
    return token;
  }
}
