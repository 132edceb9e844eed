package dev.yardmaster.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
    subcommands = {})
public final class Main implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command, ready to execute; its writers may be replaced before. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler((refused, _) -> usage(refused))
        .setExecutionExceptionHandler((thrown, command, _) -> failed(thrown, command))
        .setCaseInsensitiveEnumValuesAllowed(true);
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
    return ExitCode.USAGE.code();
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
