package dev.yardmaster.server.mcp;

import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.gateway.NoException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What revision 2026-07-28 asks a server: the same tools and resources as in sessions, and a stream
 * of what changed.
 */
record StatelessMethods(Tools tools, Resources resources, Listeners listeners) {
  static final List<String> ALL =
      List.of(
          "server/discover",
          "tools/list",
          "tools/call",
          "resources/list",
          "resources/templates/list",
          "resources/read",
          "subscriptions/listen");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Runs a request, and answers it. */
  void run(StatelessRequest request, StatelessLine line) throws InterruptedException {
    ObjectNode params = request.params();
    switch (request.method()) {
      case "server/discover" -> line.answer(StatelessResults.discovered());
      case "tools/list" -> {
        refuseCursor(params);
        line.answer(StatelessResults.tools(Tools.all()));
      }
      case "tools/call" -> line.answer(StatelessResults.called(call(params, line)));
      case "resources/list" -> {
        refuseCursor(params);
        line.answer(StatelessResults.resources());
      }
      case "resources/templates/list" -> {
        refuseCursor(params);
        line.answer(StatelessResults.templates(Resources.templates()));
      }
      case "resources/read" -> line.answer(read(params.path("uri").asString(), line));
      case "subscriptions/listen" -> listeners.listen(params, line);
      default -> throw Fault.noSuchMethod(request.method(), ALL);
    }
  }

  /** All there is comes at once, so no cursor was ever given. */
  private static void refuseCursor(ObjectNode params) {
    if (params.hasNonNull("cursor")) {
      throw Fault.badParams("Expected no cursor, since all comes at once, got one", Map.of());
    }
  }

  private Outcome call(ObjectNode params, StatelessLine line) {
    String name = params.path("name").asString();
    Tool tool =
        Tools.all().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                Fault.badParams(
                    "Unknown tool: %s; expected one of %s"
                        .formatted(name, Tools.all().stream().map(Tool::name).toList()),
                    Map.of()));
    return tools.run(tool, line, arguments(params.get("arguments")));
  }

  private static Map<String, Object> arguments(@Nullable JsonNode given) {
    if (given == null || given.isNull()) {
      return Map.of();
    }
    if (!given.isObject()) {
      throw Fault.badParams(
          "Expected arguments to be an object, got " + given.getNodeType(), Map.of());
    }
    return JSON.convertValue(given, new TypeReference<Map<String, Object>>() {});
  }

  private Map<String, Object> read(String uri, StatelessLine line) {
    try {
      return StatelessResults.read(uri, resources.read(line, uri));
    } catch (NoException no) {
      Map<String, Object> data = new LinkedHashMap<>(Outcomes.describe(no.refusal()));
      data.put("uri", uri);
      throw no.refusal().code() == RefusalCode.INTERNAL
          ? Fault.internal(200, no.refusal().toString(), data)
          : Fault.badParams(no.refusal().toString(), data);
    }
  }
}
