package dev.yardmaster.cli.agent;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.process.AttemptProcesses;
import dev.yardmaster.cli.run.Interrupts;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.machine.RefusalCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster agent}: joins a server and runs a command for each task it is given. */
@Command(
    name = "agent",
    description = {
      "Joins a server as an agent and runs a command for each task it is given.",
      "Exit code 0 is success, and stdout the result; anything else is a failure."
    },
    mixinStandardHelpOptions = true)
public final class AgentCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ConnectOptions server = new ConnectOptions();

  @Option(
      names = "--workspace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Whose tasks (default: ${DEFAULT-VALUE}).")
  String workspace = "default";

  @Option(names = "--name", paramLabel = "ID", description = "The agent's id (default: made up).")
  @Nullable String name;

  @Option(
      names = "--capabilities",
      paramLabel = "LIST",
      split = ",",
      description = "What it can do, with commas between.")
  List<String> capabilities = List.of();

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1",
      description = "Tasks at the same time (default: ${DEFAULT-VALUE}).")
  int slots = 1;

  @Option(names = "--once", description = "Do one task and end.")
  boolean once;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "1..*",
      description = {
        "What to run, after '--'. Filled in: {id} {type} {description}",
        "{input} {epoch} {attempt} {agent} {workspace}."
      })
  List<String> command = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandRoot root = CommandRoot.of(spec);
    AgentProfile profile = profile();
    Interrupts interrupts = root.isProcess() ? Interrupts.ofSignals() : new Interrupts();
    Path scratch = Files.createTempDirectory("yardmaster-agent");
    try (AttemptProcesses processes = AttemptProcesses.open(scratch.resolve("groups"));
        Yardmaster yard = server.connect(root)) {
      CommandHandler handler =
          new CommandHandler(
              command, processes, new CommandHandler.Places(workspace, root.directory(), scratch));
      AgentLife life =
          new AgentLife(yard.workspace(workspace), profile, processes, spec.commandLine().getOut());
      return life.live(handler, interrupts, once).code();
    } catch (CoordinationException e) {
      boolean absent = e.code() == RefusalCode.UNAVAILABLE || e.code() == RefusalCode.UNKNOWN;
      throw new CommandFailure(
          absent ? ExitCode.UNAVAILABLE : ExitCode.REFUSED, e.refusal().text(), e);
    } finally {
      Scratch.remove(scratch);
    }
  }

  private AgentProfile profile() {
    try {
      return AgentProfile.named(name == null ? "agent-" + ProcessHandle.current().pid() : name)
          .capabilities(capabilities.toArray(String[]::new))
          .maxConcurrentTasks(once ? 1 : slots)
          .prefetch(0);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
