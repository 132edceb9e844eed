package dev.yardmaster.cli;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanFile;
import dev.yardmaster.cli.plan.PlanWriter;
import dev.yardmaster.cli.wfformat.WfFormatException;
import dev.yardmaster.cli.wfformat.WfFormatImport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster import}: makes plans of other systems' workflows. */
@Command(
    name = "import",
    description = "Makes a plan of a workflow in another format.",
    mixinStandardHelpOptions = true,
    subcommands = ImportCommand.WfFormat.class)
public final class ImportCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "No format was given; this release knows 'wfformat'");
  }

  /** {@code yardmaster import wfformat}: an instance of WfFormat 1.5. */
  @Command(
      name = "wfformat",
      description = "Makes a plan of real shell processes of a WfFormat 1.5 instance.",
      mixinStandardHelpOptions = true)
  static final class WfFormat implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The instance, a JSON file.")
    Path file = Path.of("");

    @Option(
        names = {"-o", "--output"},
        paramLabel = "PLAN",
        required = true,
        description = "The plan file to write; it must not exist.")
    Path plan = Path.of("");

    @Option(
        names = "--time-scale",
        paramLabel = "X",
        defaultValue = "1",
        description = "Multiplies runtimes (default: ${DEFAULT-VALUE}).")
    double timeScale = 1;

    @Option(
        names = "--size-scale",
        paramLabel = "Y",
        defaultValue = "1",
        description = "Multiplies file sizes (default: ${DEFAULT-VALUE}).")
    double sizeScale = 1;

    @Override
    public Integer call() {
      Path source = CommandRoot.of(spec).resolve(file);
      Path target = CommandRoot.of(spec).resolve(plan);
      PlanFile made = read(source);
      if (Files.exists(target)) {
        throw new CommandFailure(
            ExitCode.CANNOT_CREATE,
            target + ": exists already; remove it or name another file with -o");
      }
      try (Writer out = Files.newBufferedWriter(target)) {
        PlanWriter.write(made, out);
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.CANNOT_CREATE,
            target + ": could not be written (" + e + "); name another file with -o",
            e);
      }
      spec.commandLine()
          .getOut()
          .printf("%s: %d tasks; next: yardmaster run %s%n", plan, made.tasks().size(), plan);
      return ExitCode.OK.code();
    }

    private PlanFile read(Path source) {
      if (!Files.isRegularFile(source)) {
        throw new CommandFailure(
            ExitCode.REFUSED, source + ": there is no such file; check the path");
      }
      try {
        return WfFormatImport.toPlan(source, timeScale, sizeScale);
      } catch (WfFormatException e) {
        throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.REFUSED, source + ": could not be read (" + e + "); check the file", e);
      }
    }
  }
}
