package dev.yardmaster.server.mcp;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Headers that repeat what the body says, for those on the way who read no bodies. What they say
 * must be what is done, so a header that is missing, differs or cannot be read is refused.
 */
record Mirrored(HttpServletRequest request) {
  private static final String NAME_HEADER = "Mcp-Name";

  /** Methods whose object is named in a header, and the parameter that names it. */
  private static final Map<String, String> NAMED =
      Map.of("tools/call", "name", "resources/read", "uri");

  private static final String BEFORE = "=?base64?";
  private static final String AFTER = "?=";

  /** The value of a header; null for none. */
  @Nullable String value(String header) {
    List<String> values = Collections.list(request.getHeaders(header));
    if (values.size() > 1) {
      throw Fault.headerMismatch("Expected the header %s once, got %s".formatted(header, values));
    }
    return values.isEmpty() ? null : values.getFirst().strip();
  }

  void check(String header, String said) {
    compare(header, said, value(header));
  }

  /** Looks at the name of what is called or read, where the method has one. */
  void checkName(String method, ObjectNode params) {
    String parameter = NAMED.get(method);
    if (parameter == null) {
      return;
    }
    String shown = value(NAME_HEADER);
    JsonNode said = params.get(parameter);
    if (said == null || !said.isString()) {
      if (shown == null) {
        throw Fault.badParams(
            "Expected %s to be a text in the params of %s".formatted(parameter, method), Map.of());
      }
      throw Fault.headerMismatch(
          "Expected params.%s to be what %s says, got %s".formatted(parameter, NAME_HEADER, said));
    }
    compare(NAME_HEADER, said.asString(), shown == null ? null : decoded(shown));
  }

  private static void compare(String header, String said, @Nullable String shown) {
    if (shown == null) {
      throw Fault.headerMismatch(
          "Expected the header %s to be '%s' as in the body, got none".formatted(header, said));
    }
    if (!shown.equals(said)) {
      throw Fault.headerMismatch(
          "Expected the header %s to be '%s' as in the body, got '%s'"
              .formatted(header, said, shown));
    }
  }

  /** Names that fit into no header come in base64, which must be without fault. */
  private static String decoded(String shown) {
    if (!shown.startsWith(BEFORE)
        || !shown.endsWith(AFTER)
        || shown.length() < BEFORE.length() + AFTER.length()) {
      return shown;
    }
    String encoded = shown.substring(BEFORE.length(), shown.length() - AFTER.length());
    try {
      if (encoded.length() % 4 != 0) {
        throw new IllegalArgumentException("its padding is missing");
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw Fault.headerMismatch(
          "Expected %s to be text in base64, got '%s'".formatted(NAME_HEADER, encoded));
    }
  }
}
