package dev.yardmaster.cli.data;

import dev.yardmaster.protocol.config.CoordinationConfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The root of a command line as its subcommands see it: where it was given, and on what. */
public interface CommandRoot {
  /** The root of the command line that a subcommand belongs to. */
  static CommandRoot of(CommandSpec subcommand) {
    return (CommandRoot) subcommand.root().userObject();
  }

  /** Where relative paths begin. */
  Path directory();

  /** A path as its giver meant it. */
  default Path resolve(Path path) {
    return directory().resolve(path);
  }

  /** Whether this is the process's own command line, with its stdout and its signals. */
  boolean isProcess();

  /**
   * What the command line, its file of settings and the environment say of a folder opened here.
   */
  CoordinationConfig config();

  /** The data folder that this process has open. */
  Optional<OpenData> open();

  /** The whole command as if given in a folder, on a data folder that this process has open. */
  CommandLine inside(Path directory, OpenData open);

  /** Carries out commands that come through the socket as this process would have. */
  default ControlServer.Execution executionOn(OpenData open) {
    return (words, directory, out, err) ->
        inside(directory, open).setOut(out).setErr(err).execute(words.toArray(String[]::new));
  }
}
