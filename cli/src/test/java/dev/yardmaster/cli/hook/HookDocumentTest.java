package dev.yardmaster.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Set-ups of docs/hook.md: what a reader copies is what the hook understands. */
final class HookDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/hook.md");
  private static final Pattern JSON = Pattern.compile("(?s)```json\n(.*?)```");
  private static final Pattern SHELL = Pattern.compile("(?s)```sh\n(.*?)```");
  private static final String CALLED = "/path/to/yardmaster ";

  private static List<String> blocks(Pattern kind) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = kind.matcher(Files.readString(DOCUMENT));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static List<JsonNode> commands(JsonNode setUp) {
    List<JsonNode> commands = new ArrayList<>();
    setUp.findParents("command").forEach(commands::add);
    return commands;
  }

  @Test
  void everySetUpIsJsonWhoseCommandsAndEventsAreKnown() throws IOException {
    List<String> setUps = blocks(JSON);
    assertThat(setUps).hasSize(4);
    for (String text : setUps) {
      JsonNode setUp = JsonMapper.shared().readTree(text);
      assertThat(setUp.path("hooks").propertyNames()).hasSizeGreaterThanOrEqualTo(3);
      for (String event : setUp.path("hooks").propertyNames()) {
        assertThat(Moment.of(event)).as(event).isNotEqualTo(Moment.OTHER);
      }
      assertThat(commands(setUp)).hasSizeGreaterThanOrEqualTo(3);
      for (JsonNode command : commands(setUp)) {
        assertThat(parsed(command.path("command").asString())).isInstanceOf(HookCommand.class);
      }
    }
  }

  @Test
  void everyMatcherNamesToolsThatTheHookTakesForEdits() throws IOException {
    int matchers = 0;
    for (String text : blocks(JSON)) {
      for (JsonNode group : JsonMapper.shared().readTree(text).findParents("matcher")) {
        matchers++;
        for (String tool : group.path("matcher").asString().split("\\|", -1)) {
          assertThat(EditedFiles.isEdit(tool, Set.of())).as(tool).isTrue();
        }
      }
    }
    assertThat(matchers).isEqualTo(4);
  }

  @Test
  void theScriptForGitCallsTheGuard() throws IOException {
    List<String> scripts = blocks(SHELL);
    assertThat(scripts).hasSize(1);
    assertThat(scripts.getFirst().lines()).hasSize(3);
    String last = scripts.getFirst().lines().toList().getLast();
    assertThat(last).startsWith("exec ");
    assertThat(parsed(last.substring("exec ".length()))).isInstanceOf(GuardCommand.class);
  }

  private static Object parsed(String command) {
    assertThat(command).startsWith(CALLED);
    String[] words = command.substring(CALLED.length()).split(" ", -1);
    return Main.commandLine().parseArgs(words).subcommand().commandSpec().userObject();
  }

  @Test
  void everyOptionThatIsMentionedExists() throws IOException {
    Set<String> known = new TreeSet<>();
    for (Object command : List.of(new HookCommand(), new GuardCommand())) {
      for (OptionSpec option : new CommandLine(command).getCommandSpec().options()) {
        known.addAll(List.of(option.names()));
      }
    }
    known.add("--no-verify"); // git's own
    Matcher mentioned = Pattern.compile("--[a-z][a-z-]+").matcher(Files.readString(DOCUMENT));
    int count = 0;
    while (mentioned.find()) {
      count++;
      assertThat(known).contains(mentioned.group());
    }
    assertThat(count).isGreaterThan(10);
  }
}
