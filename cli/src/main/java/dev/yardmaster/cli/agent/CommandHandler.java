package dev.yardmaster.cli.agent;

import dev.yardmaster.cli.plan.Placeholders;
import dev.yardmaster.cli.process.AttemptFailure;
import dev.yardmaster.cli.process.AttemptProcesses;
import dev.yardmaster.cli.process.AttemptSpec;
import dev.yardmaster.cli.process.AttemptStartException;
import dev.yardmaster.cli.process.ExitResult;
import dev.yardmaster.cli.run.AttemptExecution;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.TaskContext;
import dev.yardmaster.client.TaskHandler;
import dev.yardmaster.core.machine.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs one command for each task: exit code 0 is success with stdout as result, anything else a
 * failure with the end of stderr as reason. Thread-safe.
 */
final class CommandHandler implements TaskHandler {
  /** Bytes kept of stdout, its head and tail, and of stderr meanwhile. */
  static final int RESULT_LIMIT = 1 << 19;

  private static final int REASON_BYTES = 1_000;

  private final List<String> command;
  private final AttemptProcesses processes;
  private final Places places;

  /**
   * Where commands work.
   *
   * @param workspace whose tasks they are
   * @param folder in which they start
   * @param scratch where their input and output lie while they run
   */
  record Places(String workspace, Path folder, Path scratch) {}

  CommandHandler(List<String> command, AttemptProcesses processes, Places places) {
    this.command = List.copyOf(command);
    this.processes = processes;
    this.places = places;
  }

  @Override
  public Outcome run(TaskContext context) throws IOException {
    Path files = Files.createTempDirectory(places.scratch(), "attempt");
    try {
      return run(context, files);
    } finally {
      Scratch.remove(files);
    }
  }

  private Outcome run(TaskContext context, Path files) throws IOException {
    Path input = files.resolve("input");
    Files.write(input, context.spec().work().input().bytes());
    Map<String, String> facts = facts(context);
    AttemptSpec spec =
        new AttemptSpec(
            Placeholders.fill(command, facts),
            environment(facts, input),
            places.folder(),
            files.resolve("out"),
            files.resolve("err"),
            RESULT_LIMIT);
    try {
      ExitResult result = AttemptExecution.run(context, processes, spec);
      Optional<AttemptFailure> failure = AttemptFailure.of(result);
      return failure.isEmpty()
          ? Outcome.success(result(spec.stdout()))
          : AttemptExecution.failed(context, result, explained(failure.get(), spec.stderr()));
    } catch (AttemptStartException refused) {
      AttemptFailure reason = AttemptFailure.of(refused);
      return Outcome.failure(reason.type(), reason.message());
    }
  }

  /** What placeholders stand for: the names of plan files, and what the API calls them. */
  private Map<String, String> facts(TaskContext context) {
    Map<String, String> facts = new HashMap<>();
    String task = context.spec().id().value();
    String epoch = context.epoch().toString();
    facts.put("id", task);
    facts.put("task", task);
    facts.put("type", context.spec().work().type());
    facts.put("description", context.spec().work().description());
    facts.put("input", context.spec().work().input().asText());
    facts.put("epoch", epoch);
    facts.put("token", epoch);
    facts.put("attempt", Integer.toString(context.attempt()));
    facts.put("agent", context.agent().value());
    facts.put("workspace", places.workspace());
    return facts;
  }

  /**
   * All of them but the input, which is a file since it may be long. {@code YARDMASTER_TOKEN} is
   * the attempt's, as in plan files, and so hides the credential that this process may have there.
   */
  private static Map<String, String> environment(Map<String, String> facts, Path input) {
    Map<String, String> environment = new HashMap<>();
    facts.forEach(
        (name, value) -> environment.put("YARDMASTER_" + name.toUpperCase(Locale.ROOT), value));
    environment.remove("YARDMASTER_INPUT");
    environment.put("YARDMASTER_INPUT_FILE", input.toString());
    return environment;
  }

  private static Payload result(Path stdout) throws IOException {
    byte[] bytes = Files.exists(stdout) ? Files.readAllBytes(stdout) : new byte[0];
    return bytes.length == 0 ? Payload.EMPTY : Payload.of(bytes, "text/plain");
  }

  private static AttemptFailure explained(AttemptFailure failure, Path stderr) throws IOException {
    byte[] bytes = Files.exists(stderr) ? Files.readAllBytes(stderr) : new byte[0];
    int from = Math.max(0, bytes.length - REASON_BYTES);
    String tail =
        new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
            .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", " ")
            .strip();
    return tail.isEmpty()
        ? failure
        : new AttemptFailure(failure.type(), failure.message() + ": " + tail);
  }
}
