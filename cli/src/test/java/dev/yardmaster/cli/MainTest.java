package dev.yardmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpAndVersionGoToStdoutAndExitZero() {
    assertThat(execute("--help")).isZero();
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).contains("Usage: yardmaster", "yardmaster development", "Java 25");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aMissingCommandIsAUsageErrorOfTwoLines() {
    assertThat(execute()).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString().lines())
        .containsExactly("yardmaster: No command was given", "Try 'yardmaster --help'.");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownWordIsAUsageErrorThatNamesIt() {
    assertThat(execute("derail")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).contains("'derail'");
  }

  @Test
  void aFailureOfACommandIsOneLineAndItsExitCode() {
    assertThat(execute("refuse")).isEqualTo(ExitCode.DATA_DAMAGED.code());
    assertThat(err.toString().lines()).containsExactly("yardmaster: the folder is damaged");
  }

  @Test
  void aBugShowsItsTrace() {
    assertThat(execute("bug")).isEqualTo(ExitCode.INTERNAL.code());
    assertThat(err.toString()).contains("internal error", "\tat dev.yardmaster.cli.MainTest");
  }

  private int execute(String... words) {
    CommandLine command = Main.commandLine().addSubcommand(new Refuse()).addSubcommand(new Bug());
    return command
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  @Command(name = "refuse")
  static final class Refuse implements Runnable {
    @Override
    public void run() {
      throw new CommandFailure(ExitCode.DATA_DAMAGED, "the folder is damaged");
    }
  }

  @Command(name = "bug")
  static final class Bug implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("two trains on one track");
    }
  }
}
