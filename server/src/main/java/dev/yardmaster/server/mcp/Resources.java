package dev.yardmaster.server.mcp;

import com.google.protobuf.Message;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.protocol.v1.GetMailboxRequest;
import dev.yardmaster.protocol.v1.Mailbox;
import dev.yardmaster.server.gateway.NoException;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
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
  static final String MIME_TYPE = "application/json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<Template> TEMPLATES =
      List.of(
          new Template("inbox", "An agent's mailbox in numbers.", Resources::inbox),
          new Template("plan", "A plan, with its tasks counted by state.", LookTools::plan),
          new Template("task", "A task: what is asked, and what became of it.", LookTools::task));

  private final Desktop desktop;

  Resources(Desktop desktop) {
    this.desktop = desktop;
  }

  private interface Reading {
    Map<String, Object> read(ToolCall call, String id);
  }

  /** A kind of resource, under the ids of its things. */
  record Template(String kind, String description, Reading reading) {
    private String prefix() {
      return "yardmaster://" + kind + "/";
    }

    String uri() {
      return prefix() + "{id}";
    }
  }

  static List<Template> templates() {
    return TEMPLATES;
  }

  List<SyncResourceTemplateSpecification> specifications() {
    return TEMPLATES.stream()
        .map(template ->
            new SyncResourceTemplateSpecification(
                ResourceTemplate.builder(template.uri(), template.kind())
                    .description(template.description())
                    .mimeType(MIME_TYPE)
                    .build(),
                (exchange, request) -> shown(new SessionLine(exchange, null), request.uri())))
        .toList();
  }

  private ReadResourceResult shown(Line line, String uri) {
    try {
      return ReadResourceResult.builder(
              List.of(
                  TextResourceContents.builder(uri, read(line, uri)).mimeType(MIME_TYPE).build()))
          .build();
    } catch (NoException no) {
      throw McpError.builder(McpSchema.ErrorCodes.RESOURCE_NOT_FOUND)
          .message(no.refusal().toString())
          .data(Outcomes.describe(no.refusal()))
          .build();
    }
  }

  /**
   * The content of a resource, as JSON, for a client that asks for it.
   *
   * @throws NoException as {@link #look}, and is on record where it is a denial
   */
  String read(Line line, String uri) {
    try {
      return look(line, uri);
    } catch (NoException no) {
      desktop.audit().failed(no, line.visitor(), "resources/read", call(line).namedWorkspace());
      throw no;
    }
  }

  private ToolCall call(Line line) {
    return new ToolCall(desktop, line, new Arguments(Map.of()));
  }

  /**
   * The content of a resource, as JSON.
   *
   * @throws NoException NOT_FOUND where there is none, or what the operation behind it is refused
   *     with
   */
  String look(Line line, String uri) {
    for (Template template : TEMPLATES) {
      if (uri.startsWith(template.prefix())) {
        String id = id(uri, template.prefix());
        return JSON.writeValueAsString(template.reading().read(call(line), id));
      }
    }
    throw NoException.of(
        Refusal.notFound(
            "Expected one of %s, got %s"
                .formatted(TEMPLATES.stream().map(Template::uri).toList(), uri)));
  }

  /** Whether there could be such a resource. */
  static boolean isServed(String uri) {
    return TEMPLATES.stream().anyMatch(template -> uri.startsWith(template.prefix()));
  }

  private static String id(String uri, String prefix) {
    try {
      return URLDecoder.decode(uri.substring(prefix.length()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw NoException.of(
          Refusal.invalid("Expected a URI whose % signs stand before two digits, got " + uri));
    }
  }

  private static Map<String, Object> inbox(ToolCall call, String agent) {
    Message mailbox =
        call.find(
            "a mailbox of agent " + agent,
            "MessageService/GetMailbox",
            GetMailboxRequest.newBuilder().setWorkspace(call.workspace()).setAgent(agent).build(),
            Mailbox.class);
    return Shown.json(mailbox);
  }
}
