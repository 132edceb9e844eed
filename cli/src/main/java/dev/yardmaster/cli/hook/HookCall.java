package dev.yardmaster.cli.hook;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says when it calls its hook. Fields that are not known are passed over, since
 * clients add some with each release.
 *
 * @param event as the client calls it
 * @param tool empty where none is about to be used
 * @param session the client's own id of the conversation; empty where it tells none
 * @param directory where the client works now; empty where it does not say
 * @param root the project's folder; empty where it does not say
 * @param again whether the turn goes on because a hook wanted it to
 */
record HookCall(
    Client client,
    String event,
    String tool,
    JsonNode input,
    String session,
    String directory,
    String root,
    boolean again) {
  /** Most bytes of an input: a tool's, with the whole of a file that is to be written. */
  static final int MAX_BYTES = 16 << 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  Moment moment() {
    return Moment.of(event);
  }

  /**
   * Reads the one JSON object on stdin.
   *
   * @throws BadInputException where it is none, names no event, or is too long
   */
  static HookCall read(InputStream in) throws IOException, BadInputException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new BadInputException(
          "Expected at most %d bytes of hook input on stdin, got more; write the file in parts"
              .formatted(MAX_BYTES));
    }
    try {
      if (JSON.readTree(bytes) instanceof ObjectNode object) {
        return of(object);
      }
    } catch (JacksonException e) {
      throw bad("got %d bytes that are no JSON".formatted(bytes.length));
    }
    throw bad("got %d bytes of JSON that are no object".formatted(bytes.length));
  }

  private static HookCall of(ObjectNode from) throws BadInputException {
    String event = text(from, "hook_event_name");
    if (event.isEmpty()) {
      throw bad("got one without hook_event_name");
    }
    String session = text(from, "session_id");
    return new HookCall(
        client(from),
        event,
        text(from, "tool_name"),
        from.path("tool_input"),
        session.isEmpty() ? text(from, "conversation_id") : session,
        text(from, "cwd"),
        from.path("workspace_roots").path(0).asString(""),
        from.path("stop_hook_active").asBoolean(false) || from.path("loop_count").asInt(0) > 0);
  }

  private static Client client(ObjectNode from) {
    return from.has("conversation_id") || from.has("cursor_version")
        ? Client.CURSOR
        : Client.CLAUDE;
  }

  private static String text(ObjectNode from, String field) {
    return from.path(field).isString() ? from.path(field).asString() : "";
  }

  private static BadInputException bad(String got) {
    return new BadInputException(
        "Expected on stdin the JSON object that a coding agent gives its hooks, %s; see docs/hook.md for set-ups"
            .formatted(got));
  }
}
