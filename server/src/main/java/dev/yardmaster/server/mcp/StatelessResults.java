package dev.yardmaster.server.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Results as revision 2026-07-28 has them: complete, signed, and with hints for caches. */
final class StatelessResults {
  /** How long what only a new version of the server changes counts as fresh. */
  static final long FRESH_MILLIS = 300_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StatelessResults() {}

  /** A result with nothing but what all have. */
  static Map<String, Object> complete() {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put(
        StatelessRequest.META + "serverInfo",
        Map.of("name", McpEndpoint.NAME, "version", McpEndpoint.VERSION));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("resultType", "complete");
    result.put("_meta", meta);
    return result;
  }

  private static Map<String, Object> forAll() {
    return cached(FRESH_MILLIS, "public");
  }

  private static Map<String, Object> cached(long millis, String scope) {
    Map<String, Object> result = complete();
    result.put("ttlMs", millis);
    result.put("cacheScope", scope);
    return result;
  }

  static Map<String, Object> discovered() {
    Map<String, Object> result = forAll();
    result.put("supportedVersions", List.of(StatelessRequest.VERSION));
    result.put("capabilities", Map.of("tools", Map.of(), "resources", Map.of("subscribe", true)));
    result.put("instructions", McpEndpoint.INSTRUCTIONS + McpEndpoint.HANDLES);
    return result;
  }

  static Map<String, Object> tools(List<Tool> tools) {
    Map<String, Object> result = forAll();
    result.put("tools", tools.stream().map(StatelessResults::tool).toList());
    return result;
  }

  private static Map<String, Object> tool(Tool tool) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", tool.name());
    shown.put("description", tool.description());
    shown.put(
        "inputSchema",
        JSON.readValue(tool.inputSchema(), new TypeReference<Map<String, Object>>() {}));
    shown.put("outputSchema", Tools.OUTPUT);
    return shown;
  }

  static Map<String, Object> called(Outcome outcome) {
    Map<String, Object> result = complete();
    result.put("content", List.of(Map.of("type", "text", "text", outcome.text())));
    result.put("structuredContent", outcome.content());
    result.put("isError", outcome.isNo());
    return result;
  }

  static Map<String, Object> resources() {
    Map<String, Object> result = forAll();
    result.put("resources", List.of()); // there are too many to list: see the templates
    return result;
  }

  static Map<String, Object> templates(List<Resources.Template> templates) {
    Map<String, Object> result = forAll();
    result.put(
        "resourceTemplates",
        templates.stream()
            .map(template -> {
              Map<String, Object> shown = new LinkedHashMap<>();
              shown.put("uriTemplate", template.uri());
              shown.put("name", template.kind());
              shown.put("description", template.description());
              shown.put("mimeType", Resources.MIME_TYPE);
              return shown;
            })
            .toList());
    return result;
  }

  static Map<String, Object> read(String uri, String json) {
    Map<String, Object> contents = new LinkedHashMap<>();
    contents.put("uri", uri);
    contents.put("mimeType", Resources.MIME_TYPE);
    contents.put("text", json);
    Map<String, Object> result = cached(0, "private");
    result.put("contents", List.of(contents));
    return result;
  }
}
