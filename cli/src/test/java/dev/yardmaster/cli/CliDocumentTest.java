package dev.yardmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class CliDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/cli.md");

  @Test
  void theDocumentDescribesExactlyTheCommands() throws IOException {
    List<String> described =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();

    assertThat(described).containsExactlyInAnyOrderElementsOf(commands().keySet());
  }

  @Test
  void theDocumentNamesEveryOption() throws IOException {
    Map<String, String> sections = new TreeMap<>();
    for (String section : Files.readString(DOCUMENT).split("(?m)^### ", -1)) {
      sections.put(section.lines().findFirst().orElse(""), section);
    }

    commands()
        .forEach((name, command) -> {
          for (OptionSpec option : command.getCommandSpec().options()) {
            if (!List.of("--help", "--version", "--data", "--plan", "--config", "--debug")
                .contains(option.longestName())) {
              assertThat(sections.get(name)).as(name).contains(option.longestName());
            }
          }
        });
  }

  @Test
  void helpFitsEightyColumns() {
    commands()
        .forEach((name, command) -> {
          StringWriter help = new StringWriter();
          command.usage(new PrintWriter(help, true));
          assertThat(help.toString().lines()).as(name).allMatch(line -> line.length() <= 80);
        });
  }

  /** Commands that do something, by their words. */
  private static Map<String, CommandLine> commands() {
    Map<String, CommandLine> commands = new TreeMap<>();
    Main.commandLine()
        .getSubcommands()
        .forEach((name, command) -> {
          if (command.getSubcommands().isEmpty() || command.getCommand() instanceof Callable) {
            commands.put(name, command);
          }
          command.getSubcommands().forEach((word, inner) -> commands.put(name + " " + word, inner));
        });
    return commands;
  }
}
