package example;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.ai.mcp.SyncMcpToolCallbackProvider;
import org.springframework.ai.tool.ToolCallback;

/**
 * Yardmaster's tools as tool callbacks of Spring AI: joins over MCP, waits for one task, does it.
 * No model is asked here; give the provider to a ChatClient ({@code toolCallbacks(provider)}) and
 * its model calls the same.
 */
public final class OneTask {
  private OneTask() {}

  public static void main(String[] arguments) {
    String server = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:7420";
    try (McpSyncClient yardmaster =
        McpClient.sync(HttpClientStreamableHttpTransport.builder(server).endpoint("/mcp").build())
            .requestTimeout(Duration.ofSeconds(60)) // above wait_for_work, which waits up to 45
            .initializationTimeout(Duration.ofSeconds(60))
            .build()) {
      yardmaster.initialize();
      SyncMcpToolCallbackProvider provider =
          SyncMcpToolCallbackProvider.builder().mcpClients(yardmaster).build();
      Map<String, ToolCallback> tools =
          Arrays.stream(provider.getToolCallbacks())
              .collect(
                  Collectors.toMap(tool -> tool.getToolDefinition().name(), Function.identity()));

      call(tools, "join", "{\"agent\":\"spring\",\"capabilities\":[\"*\"]}");
      String work = call(tools, "wait_for_work", "{\"seconds\":45}");
      String task = field(work, "id");
      call(
          tools,
          "complete",
          "{\"task\":\"%s\",\"epoch\":\"%s\",\"result\":{\"by\":\"spring\"}}"
              .formatted(task, field(work, "epoch")));
      System.out.println("Done: task " + task);
    }
  }

  /** Names may be made longer where several servers have tools of one name. */
  private static String call(Map<String, ToolCallback> tools, String name, String json) {
    return tools.entrySet().stream()
        .filter(tool -> tool.getKey().equals(name) || tool.getKey().endsWith("_" + name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No tool " + name + " in " + tools.keySet()))
        .getValue()
        .call(json);
  }

  /** From JSON that may itself stand in a text of JSON. */
  private static String field(String json, String name) {
    Matcher found =
        Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json.replace("\\\"", "\""));
    if (!found.find()) {
      throw new IllegalStateException("Expected a task with its " + name + ", got " + json);
    }
    return found.group(1);
  }
}
