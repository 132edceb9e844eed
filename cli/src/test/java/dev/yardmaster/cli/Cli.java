package dev.yardmaster.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The whole command line in this process, as if its words had been given in a folder. */
public record Cli(Path directory) {
  /** What came of a command line. */
  public record Result(int exit, String out, String err) {
    /** The lines on stdout. */
    public List<String> lines() {
      return out.lines().toList();
    }
  }

  /** Executes the words and collects what they print. */
  public Result execute(String... words) {
    return execute(new StringWriter(), words);
  }

  /** The same, with what it prints to be seen meanwhile. */
  public Result execute(StringWriter out, String... words) {
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine(directory, Optional.empty())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Result(exit, out.toString(), err.toString());
  }
}
