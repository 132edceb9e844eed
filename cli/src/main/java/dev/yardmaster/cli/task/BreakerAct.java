package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.SharedBreakers;
import dev.yardmaster.core.identity.BreakerName;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does to one breaker; prints how it stands afterwards. */
abstract class BreakerAct implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Parameters(paramLabel = "BREAKER", description = "The breaker's name; agent:NAME of an agent.")
  String breaker = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who decides (default: you).")
  String by = TaskCommand.person();

  @Override
  public final Integer call() {
    BreakerName name = name();
    return DataWork.run(
        spec,
        options,
        data -> {
          SharedBreakers breakers = data.workspace(data.plan(options.plan())).breakers();
          on(breakers, name);
          PrintWriter out = spec.commandLine().getOut();
          breakers
              .find(name.value())
              .ifPresent(view ->
                  BreakerText.print(view, breakers.stoppedTasks().getOrDefault(name, 0), out));
          out.flush();
          return ExitCode.OK.code();
        });
  }

  abstract void on(SharedBreakers breakers, BreakerName name);

  private BreakerName name() {
    try {
      return BreakerName.of(breaker);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
