package dev.yardmaster.server.mcp;

import com.google.protobuf.Message;
import dev.yardmaster.protocol.v1.GetMailboxRequest;
import dev.yardmaster.protocol.v1.Mailbox;
import dev.yardmaster.server.gateway.NoException;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Tasks, plans and inboxes as resources, for people who point a model at one. */
final class Resources {
  private static final String SCHEME = "yardmaster://";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Desktop desktop;

  Resources(Desktop desktop) {
    this.desktop = desktop;
  }

  private interface Reading {
    Map<String, Object> read(ToolCall call, String id);
  }

  List<SyncResourceTemplateSpecification> specifications() {
    return List.of(
        template("task", "A task: what is asked, and what became of it.", LookTools::task),
        template("plan", "A plan, with its tasks counted by state.", LookTools::plan),
        template("inbox", "An agent's mailbox in numbers.", Resources::inbox));
  }

  private SyncResourceTemplateSpecification template(
      String kind, String description, Reading reading) {
    String prefix = SCHEME + kind + "/";
    return new SyncResourceTemplateSpecification(
        ResourceTemplate.builder(prefix + "{id}", kind)
            .description(description)
            .mimeType("application/json")
            .build(),
        (exchange, request) -> read(prefix, reading, exchange, request));
  }

  private ReadResourceResult read(
      String prefix, Reading reading, McpSyncServerExchange exchange, ReadResourceRequest request) {
    ToolCall call = new ToolCall(desktop, exchange, new Arguments(Map.of()), null);
    String id = URLDecoder.decode(request.uri().substring(prefix.length()), StandardCharsets.UTF_8);
    try {
      String json = JSON.writeValueAsString(reading.read(call, id));
      return ReadResourceResult.builder(
              List.of(
                  TextResourceContents.builder(request.uri(), json)
                      .mimeType("application/json")
                      .build()))
          .build();
    } catch (NoException no) {
      throw McpError.builder(McpSchema.ErrorCodes.RESOURCE_NOT_FOUND)
          .message(no.refusal().toString())
          .data(Outcomes.describe(no.refusal()))
          .build();
    }
  }

  private static Map<String, Object> inbox(ToolCall call, String agent) {
    Message mailbox =
        call.call(
            "MessageService/GetMailbox",
            GetMailboxRequest.newBuilder().setWorkspace(call.workspace()).setAgent(agent).build(),
            call.anybody(),
            Mailbox.class);
    return Shown.json(mailbox);
  }
}
