package example;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.mcp.McpToolProvider;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An AI service of LangChain4j as an agent of Yardmaster: joins over MCP, waits for one task, does
 * it. The model is a double that calls the tools in the order a model would; put a real one there.
 */
public final class OneTask {
  private OneTask() {}

  interface Worker {
    String work(String instruction);
  }

  public static void main(String[] arguments) throws Exception {
    String url = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:7420/mcp";
    Duration patience = Duration.ofSeconds(60); // above wait_for_work, which waits up to 45
    try (McpClient yardmaster =
        DefaultMcpClient.builder()
            .key("yardmaster")
            .transport(StreamableHttpMcpTransport.builder().url(url).timeout(patience).build())
            .toolExecutionTimeout(patience)
            .build()) {
      Worker worker =
          AiServices.builder(Worker.class)
              .chatModel(new ScriptedModel())
              .toolProvider(McpToolProvider.builder().mcpClients(yardmaster).build())
              .build();
      System.out.println(
          worker.work("Join Yardmaster as agent \"lc4j\", wait for a task, do it, and say so."));
    }
  }

  /** Decides by how many answers of tools it has seen. */
  private static final class ScriptedModel implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      List<String> answers =
          request.messages().stream()
              .filter(ToolExecutionResultMessage.class::isInstance)
              .map(message -> ((ToolExecutionResultMessage) message).text())
              .toList();
      return ChatResponse.builder().aiMessage(next(answers)).build();
    }

    private static AiMessage next(List<String> answers) {
      return switch (answers.size()) {
        case 0 -> call("join", "{\"agent\":\"lc4j\",\"capabilities\":[\"*\"]}");
        case 1 -> call("wait_for_work", "{\"seconds\":45}");
        case 2 -> {
          String work = answers.get(1);
          yield call(
              "complete",
              "{\"task\":\"%s\",\"epoch\":\"%s\",\"result\":{\"by\":\"lc4j\"}}"
                  .formatted(field(work, "id"), field(work, "epoch")));
        }
        default -> AiMessage.from("Done: task " + field(answers.get(1), "id"));
      };
    }

    private static AiMessage call(String tool, String json) {
      return AiMessage.from(
          ToolExecutionRequest.builder().id(tool).name(tool).arguments(json).build());
    }

    private static String field(String json, String name) {
      Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
      if (!found.find()) {
        throw new IllegalStateException("Expected a task with its " + name + ", got " + json);
      }
      return found.group(1);
    }
  }
}
