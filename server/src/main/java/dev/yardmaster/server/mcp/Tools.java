package dev.yardmaster.server.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The table of tools. A model reads all of it at the start of each conversation, so it is kept
 * under 6,000 characters.
 */
final class Tools {
  /** On every tool: clients check that there is structured content, and need no more. */
  private static final Map<String, Object> OUTPUT = Map.of("type", "object");

  private final Desktop desktop;

  Tools(Desktop desktop) {
    this.desktop = desktop;
  }

  static List<Tool> all() {
    return Stream.of(
            AgentTools.all(),
            TaskTools.all(),
            LockTools.all(),
            MailTools.all(),
            List.of(RecordTool.record()),
            LookTools.all())
        .flatMap(List::stream)
        .toList();
  }

  List<SyncToolSpecification> specifications() {
    McpJsonMapper json = McpJsonDefaults.getMapper();
    return all().stream()
        .map(tool ->
            new SyncToolSpecification(
                McpSchema.Tool.builder(tool.name(), json, tool.inputSchema())
                    .description(tool.description())
                    .outputSchema(OUTPUT)
                    .build(),
                (exchange, request) -> run(tool, exchange, request)))
        .toList();
  }

  /** Whatever is wrong is a result: a model sees results, and protocol errors often not. */
  private CallToolResult run(Tool tool, McpSyncServerExchange exchange, CallToolRequest request) {
    Arguments arguments =
        new Arguments(request.arguments() == null ? Map.of() : request.arguments());
    ToolCall call = new ToolCall(desktop, exchange, arguments, request.progressToken());
    try {
      tool.check(arguments);
      return Outcomes.yes(tool.action().run(call));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcomes.no(e);
    } catch (RuntimeException e) {
      return Outcomes.no(e);
    }
  }
}
