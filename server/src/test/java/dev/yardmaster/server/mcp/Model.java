package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands in for a language model: the SDK's client, unmodified, and what it is told. */
final class Model implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Among arguments: under which token progress is wanted. */
  static final String PROGRESS = "(progress)";

  private final McpSyncClient client;
  final CopyOnWriteArrayList<String> progress = new CopyOnWriteArrayList<>();

  private Model(HttpClientStreamableHttpTransport transport) {
    this.client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofSeconds(60))
            .progressConsumer(told -> progress.add(String.valueOf(told.message())))
            .build();
  }

  static Model connect(RunningServer server) {
    return connect(transport(server).build());
  }

  /** With a credential. */
  static Model connect(RunningServer server, String token) {
    return connect(
        transport(server)
            .addHttpRequestCustomizer((request, method, uri, body, context) ->
                request.setHeader("Authorization", "Bearer " + token))
            .build());
  }

  private static HttpClientStreamableHttpTransport.Builder transport(RunningServer server) {
    return HttpClientStreamableHttpTransport.builder(server.uri("").toString()).endpoint("/mcp");
  }

  private static Model connect(HttpClientStreamableHttpTransport transport) {
    Model model = new Model(transport);
    model.client.initialize();
    return model;
  }

  static Model joined(RunningServer server, String agent) {
    Model model = connect(server);
    model.yes("join", "agent", agent, "capabilities", java.util.List.of("shell"));
    return model;
  }

  McpSyncClient client() {
    return client;
  }

  /** Calls a tool, with names and values of arguments in turns. */
  CallToolResult call(String tool, Object... arguments) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      given.put((String) arguments[i], arguments[i + 1]);
    }
    Object token = given.remove(PROGRESS);
    return client.callTool(
        token == null
            ? CallToolRequest.builder(tool).arguments(given).build()
            : CallToolRequest.builder(tool).arguments(given).progressToken(token).build());
  }

  JsonNode yes(String tool, Object... arguments) {
    CallToolResult result = call(tool, arguments);
    assertThat(result.isError()).as(String.valueOf(result.content())).isNotEqualTo(true);
    return JSON.valueToTree(result.structuredContent());
  }

  /** A refusal: its structured content. */
  JsonNode no(String tool, Object... arguments) {
    CallToolResult result = call(tool, arguments);
    assertThat(result.isError()).as(String.valueOf(result.content())).isTrue();
    return JSON.valueToTree(result.structuredContent());
  }

  @Override
  public void close() {
    client.closeGracefully();
  }
}
