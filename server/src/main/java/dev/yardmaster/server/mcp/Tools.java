package dev.yardmaster.server.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of tools. A model reads all of it at the start of each conversation, so it is kept
 * under 6,000 characters.
 */
final class Tools {
  /** On every tool: clients check that there is structured content, and need no more. */
  static final Map<String, Object> OUTPUT = Map.of("type", "object");

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
                (exchange, request) ->
                    shown(
                        run(
                            tool,
                            new SessionLine(exchange, request.progressToken()),
                            request.arguments()))))
        .toList();
  }

  private static CallToolResult shown(Outcome outcome) {
    return CallToolResult.builder()
        .content(List.of(TextContent.builder(outcome.text()).build()))
        .structuredContent(outcome.content())
        .isError(outcome.isNo())
        .build();
  }

  /**
   * Runs a tool. Whatever is wrong is a result: a model sees results, and protocol errors often
   * not.
   *
   * @throws Line.GoneException where nobody waits for the result
   */
  Outcome run(Tool tool, Line line, @Nullable Map<String, Object> given) {
    Arguments arguments = new Arguments(given == null ? Map.of() : given);
    ToolCall call = new ToolCall(desktop, line, arguments);
    try {
      tool.check(arguments);
      return Outcomes.yes(tool.action().run(call));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcomes.no(e);
    } catch (Line.GoneException e) {
      throw e;
    } catch (RuntimeException e) {
      desktop.audit().failed(e, line.visitor(), "tools/call " + tool.name(), call.namedWorkspace());
      return Outcomes.no(e);
    }
  }
}
