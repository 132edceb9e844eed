package dev.yardmaster.cli.run;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choice of how a run shows itself. */
final class RunOutputs {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);

  private RunOutputs() {}

  /** Lines of JSON where asked for; on a terminal a live view; elsewhere plain lines. */
  static RunOutput of(boolean json, boolean toStdout, PrintWriter out, RunRecord record) {
    if (json) {
      return new JsonOutput(out);
    }
    if (toStdout && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      try {
        Terminal terminal =
            TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false).build();
        return new LiveOutput(terminal, record, System::currentTimeMillis);
      } catch (IOException | IllegalStateException e) {
        LOG.debug("No live view on this terminal, plain lines instead", e);
      }
    }
    return new PlainOutput(out, record);
  }
}
