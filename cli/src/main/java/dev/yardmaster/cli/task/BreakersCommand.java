package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.SharedBreakers;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.workspace.BreakerView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster breakers}: what tasks are kept away from, why, and until when. */
@Command(
    name = "breakers",
    description = "Shows the circuit breakers of tasks and of agents, and how they stand.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BreakersCommand.Reset.class,
      BreakersCommand.ForceOpen.class,
      BreakersCommand.ForceClosed.class
    })
public final class BreakersCommand implements Callable<Integer> {
  private static final int MAX_SHOWN = 10_000;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(names = "--json", description = "Print each breaker as a line of JSON.")
  boolean json;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          SharedBreakers breakers = data.workspace(data.plan(options.plan())).breakers();
          List<BreakerView> shown = breakers.list(MAX_SHOWN);
          Map<BreakerName, Integer> stopped = breakers.stoppedTasks();
          PrintWriter out = spec.commandLine().getOut();
          for (BreakerView breaker : shown) {
            int tasks = stopped.getOrDefault(breaker.name(), 0);
            if (json) {
              out.println(BreakerText.json(breaker, tasks));
            } else {
              BreakerText.print(breaker, tasks, out);
            }
          }
          if (!json) {
            BreakerText.summary(shown, stopped, out);
          }
          out.flush();
          return ExitCode.OK.code();
        });
  }

  /** {@code yardmaster breakers reset}: what was wrong is right again. */
  @Command(
      name = "reset",
      description = "Closes a breaker, forced or not, with nothing counted.",
      mixinStandardHelpOptions = true)
  static final class Reset extends BreakerAct {
    @Override
    void on(SharedBreakers breakers, BreakerName name) {
      breakers.reset(name.value(), by);
    }
  }

  /** {@code yardmaster breakers force-open}: keep away, whatever the results say. */
  @Command(
      name = "force-open",
      description = "Lets nothing on a breaker start until it is reset.",
      mixinStandardHelpOptions = true)
  static final class ForceOpen extends BreakerAct {
    @Override
    void on(SharedBreakers breakers, BreakerName name) {
      breakers.forceOpen(name.value(), by);
    }
  }

  /** {@code yardmaster breakers force-closed}: go on, whatever the results say. */
  @Command(
      name = "force-closed",
      description = "Lets everything on a breaker start until it is reset.",
      mixinStandardHelpOptions = true)
  static final class ForceClosed extends BreakerAct {
    @Override
    void on(SharedBreakers breakers, BreakerName name) {
      breakers.forceClosed(name.value(), by);
    }
  }
}
