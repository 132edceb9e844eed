package dev.yardmaster.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both eras of the protocol call the same tools, and are answered the same. */
@Timeout(120)
final class EraParityTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Secrets, times and ids by chance, which differ from run to run in one era too. */
  private static final Pattern BY_CHANCE =
      Pattern.compile(
          "default/[0-9a-zA-Z_-]{20,}|mcp-[0-9a-f-]{36}|\"[A-Za-z]*(?:Millis|At)\":\"?[0-9]+\"?");

  /** Calls a tool, and shows all of its result as JSON. */
  private interface Caller {
    JsonNode call(String tool, Map<String, Object> arguments);
  }

  /** What an agent can say and hear, every tool at least once, refusals included. */
  private static final class Script {
    private final Caller caller;
    private final List<String> answers = new ArrayList<>();
    private final Set<String> used = new TreeSet<>();

    Script(Caller caller) {
      this.caller = caller;
    }

    JsonNode say(String tool, Object... arguments) {
      Map<String, Object> given = new LinkedHashMap<>();
      for (int i = 0; i < arguments.length; i += 2) {
        given.put((String) arguments[i], arguments[i + 1]);
      }
      used.add(tool);
      JsonNode answer = caller.call(tool, given);
      answers.add(tool + " " + BY_CHANCE.matcher(answer.toString()).replaceAll("(by chance)"));
      return answer.path("structuredContent");
    }

    List<String> run() {
      say("join", "agent", "a1", "capabilities", List.of("shell"));
      say("submit", "plan", "p", "tasks", List.of(Map.of("id", "t", "type", "x", "input", 1)));
      String epoch = say("wait_for_work", "seconds", 5).path("epoch").asString();
      String lock = say("lock", "resources", List.of("f/**")).path("token").asString();
      say("unlock", "token", lock);
      say("unlock", "token", lock);
      say("record", "key", "k", "value", Map.of("n", 1));
      say("record", "key", "k");
      say("record", "key", "none");
      say("complete", "task", "t", "epoch", "1");
      say("complete", "task", "t", "epoch", epoch, "result", List.of(1, 2));
      say("submit", "tasks", List.of(Map.of("id", "u", "type", "x")));
      String second = say("wait_for_work", "seconds", 5).path("epoch").asString();
      say("fail", "task", "u", "epoch", second, "reason", "no", "final", true);
      say("send", "to", List.of("a1"), "body", "hello", "id", "m");
      JsonNode mail = say("wait_for_work", "seconds", 5);
      say("ack", "messages", List.of("m"), "token", mail.path("token").asString());
      say("explain", "task", "u");
      say("status", "plan", "p");
      say("status", "task", "gone");
      say("status");
      say("wait_for_work", "seconds", 0);
      say("wait_for_work", "second", 0);
      return answers;
    }
  }

  private static JsonNode shown(Model model, String tool, Map<String, Object> arguments) {
    Object[] given = new Object[arguments.size() * 2];
    int i = 0;
    for (Map.Entry<String, Object> each : arguments.entrySet()) {
      given[i++] = each.getKey();
      given[i++] = each.getValue();
    }
    return JSON.valueToTree(model.call(tool, given));
  }

  private static JsonNode common(JsonNode result) {
    Map<String, JsonNode> common = new LinkedHashMap<>();
    common.put("text", result.path("content").path(0).path("text"));
    common.put("structuredContent", result.path("structuredContent"));
    common.put("isError", result.path("isError"));
    return JSON.valueToTree(common);
  }

  @Test
  void everyToolAnswersTheSameInBothEras() throws Exception {
    List<String> inSessions;
    List<String> without;
    Script first;
    try (RunningServer server = RunningServer.start();
        Model model = Model.connect(server)) {
      first = new Script((tool, given) -> common(shown(model, tool, given)));
      inSessions = first.run();
    }
    try (RunningServer server = RunningServer.start()) {
      StatelessModel model = new StatelessModel(server);
      without =
          new Script(
                  (tool, given) -> {
                    JsonNode result = model.callAs(tool, given);
                    assertThat(result.path("resultType").asString()).isEqualTo("complete");
                    return common(result);
                  })
              .run();
    }

    assertThat(without).containsExactlyElementsOf(inSessions);
    assertThat(first.used)
        .containsExactlyElementsOf(new TreeSet<>(Tools.all().stream().map(Tool::name).toList()));
  }

  @Test
  void bothErasListTheSameToolsAndResources() throws Exception {
    try (RunningServer server = RunningServer.start();
        Model model = Model.connect(server)) {
      StatelessModel other = new StatelessModel(server);

      JsonNode tools = other.ask("tools/list", Map.of()).path("tools");
      assertThat(tools).isEqualTo(tree(model.client().listTools()).path("tools"));
      assertThat(other.ask("resources/templates/list", Map.of()).path("resourceTemplates"))
          .isEqualTo(tree(model.client().listResourceTemplates()).path("resourceTemplates"));
      assertThat(other.ask("resources/list", Map.of()).path("resources")).isEmpty();
    }
  }

  private static JsonNode tree(Object of) {
    return JSON.readTree(JSON.writeValueAsString(of));
  }
}
