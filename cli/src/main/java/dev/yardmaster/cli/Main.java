package dev.yardmaster.cli;

import dev.yardmaster.cli.agent.AgentCommand;
import dev.yardmaster.cli.bench.BenchCommand;
import dev.yardmaster.cli.data.BackupCommand;
import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.data.HistoryCommand;
import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.data.RestoreCommand;
import dev.yardmaster.cli.data.VerifyCommand;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.health.HealthCommand;
import dev.yardmaster.cli.health.MetricsCommand;
import dev.yardmaster.cli.hook.GuardCommand;
import dev.yardmaster.cli.hook.HookCommand;
import dev.yardmaster.cli.mcp.McpCommand;
import dev.yardmaster.cli.rehearse.RehearseCommand;
import dev.yardmaster.cli.run.RunCommand;
import dev.yardmaster.cli.serve.ServeCommand;
import dev.yardmaster.cli.task.ApproveCommand;
import dev.yardmaster.cli.task.BreakersCommand;
import dev.yardmaster.cli.task.CancelCommand;
import dev.yardmaster.cli.task.ConflictsCommand;
import dev.yardmaster.cli.task.ExplainCommand;
import dev.yardmaster.cli.task.LocksCommand;
import dev.yardmaster.cli.task.LogsCommand;
import dev.yardmaster.cli.task.RejectCommand;
import dev.yardmaster.cli.task.RetryCommand;
import dev.yardmaster.cli.task.StatusCommand;
import dev.yardmaster.cli.token.TokenCommand;
import dev.yardmaster.protocol.config.ConfigurationException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root of the {@code yardmaster} command; every subcommand is named in the one list below.
 *
 * <p>Results go to stdout, everything else to stderr. A subcommand returns an {@link ExitCode}'s
 * number or throws {@link CommandFailure}; any other exception is a bug and shown with its trace.
 */
@Command(
    name = "yardmaster",
    description = "Runs plans of dependent tasks across a crew of agents.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      ServeCommand.class,
      McpCommand.class,
      HookCommand.class,
      GuardCommand.class,
      AgentCommand.class,
      CheckCommand.class,
      GraphCommand.class,
      ImportCommand.class,
      RehearseCommand.class,
      StatusCommand.class,
      HistoryCommand.class,
      ExplainCommand.class,
      LocksCommand.class,
      MetricsCommand.class,
      HealthCommand.class,
      ConflictsCommand.class,
      BreakersCommand.class,
      LogsCommand.class,
      RetryCommand.class,
      CancelCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      VerifyCommand.class,
      TokenCommand.class,
      BenchCommand.class,
    })
public final class Main implements CommandRoot, Runnable {
  private static final String CONFIG_VARIABLE = "YARDMASTER_CONFIG";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Settings, as docs/configuration.md lists them.")
  @Nullable Path config;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Tell every decision with its reason, on stderr.")
  boolean debug;

  private final Path directory;
  private final Optional<OpenData> open;
  private boolean process;

  private Main(Path directory, Optional<OpenData> open) {
    this.directory = directory;
    this.open = open;
  }

  public static void main(String[] arguments) {
    Main main = new Main(Path.of("").toAbsolutePath(), Optional.empty());
    main.process = true;
    System.exit(commandLine(main).execute(arguments));
  }

  /** The whole command, ready to execute; its writers may be replaced before. */
  public static CommandLine commandLine() {
    return commandLine(Path.of("").toAbsolutePath(), Optional.empty());
  }

  /**
   * The whole command as if given in a folder.
   *
   * @param open the data folder that this process has open; commands work on it, whatever --data
   */
  public static CommandLine commandLine(Path directory, Optional<OpenData> open) {
    return commandLine(new Main(directory, open));
  }

  private static CommandLine commandLine(Main main) {
    return new CommandLine(main)
        .setParameterExceptionHandler((refused, _) -> usage(refused))
        .setExecutionExceptionHandler((thrown, command, _) -> failed(thrown, command))
        .setExecutionStrategy(main::execute)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** A process that works for another keeps its own log level. */
  private int execute(ParseResult words) {
    if (debug && open.isEmpty()) {
      DebugLog.begin();
    }
    return new RunLast().execute(words);
  }

  @Override
  public CoordinationConfig config() {
    Map<String, String> environment = System.getenv();
    String named = environment.get(CONFIG_VARIABLE);
    Path file = config != null ? config : named == null ? null : Path.of(named);
    try {
      CoordinationConfig settings = CoordinationConfig.defaults().environment(environment);
      return file == null ? settings : settings.file(resolve(file));
    } catch (ConfigurationException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public boolean isProcess() {
    return process;
  }

  @Override
  public Optional<OpenData> open() {
    return open;
  }

  @Override
  public CommandLine inside(Path folder, OpenData data) {
    return commandLine(folder, Optional.of(data));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "No command was given");
  }

  private static int usage(ParameterException refused) {
    CommandLine command = refused.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("yardmaster: " + oneLine(String.valueOf(refused.getMessage())));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    // To a client of hooks any code but this is a yes, and a mistake must not switch its guard off.
    boolean hook = command.getCommand() instanceof HookCommand;
    return (hook ? ExitCode.REFUSED : ExitCode.USAGE).code();
  }

  private static int failed(Exception thrown, CommandLine command) {
    PrintWriter err = command.getErr();
    if (thrown instanceof CommandFailure failure) {
      err.println("yardmaster: " + failure.getMessage());
      return failure.exitCode().code();
    }
    err.println("yardmaster: internal error, please report it with these lines: " + thrown);
    thrown.printStackTrace(err);
    return ExitCode.INTERNAL.code();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
