package dev.yardmaster.cli.task;

import dev.yardmaster.cli.data.DataOptions;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.ConflictResolver;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.workspace.ConflictView;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster conflicts}: which agents are in conflict about what, and who decides. */
@Command(
    name = "conflicts",
    description = "Shows which agents are in conflict, about what, and how it stands.",
    mixinStandardHelpOptions = true,
    subcommands = ConflictsCommand.Resolve.class)
public final class ConflictsCommand implements Callable<Integer> {
  private static final int MAX_SHOWN = 1_000;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin DataOptions options = new DataOptions();

  @Option(names = "--history", description = "Show resolved ones, newest first.")
  boolean history;

  @Option(names = "--json", description = "Print each conflict as a line of JSON.")
  boolean json;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        options,
        data -> {
          ConflictResolver conflicts = data.workspace(data.plan(options.plan())).conflicts();
          List<ConflictView> shown =
              history ? conflicts.history(MAX_SHOWN) : conflicts.activeConflicts(MAX_SHOWN);
          PrintWriter out = spec.commandLine().getOut();
          for (ConflictView conflict : shown) {
            if (json) {
              out.println(ConflictText.json(conflict));
            } else {
              ConflictText.print(conflict, out);
            }
          }
          if (!json) {
            ConflictText.print(conflicts.stats(), out);
          }
          out.flush();
          return ExitCode.OK.code();
        });
  }

  /** {@code yardmaster conflicts resolve}: a person names the winner. */
  @Command(
      name = "resolve",
      description = "Names the winner of a conflict, once and for all.",
      mixinStandardHelpOptions = true)
  static final class Resolve implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Mixin DataOptions options = new DataOptions();

    @Parameters(paramLabel = "CONFLICT", description = "The conflict's id.")
    String conflict = "";

    @Option(
        names = "--winner",
        required = true,
        paramLabel = "AGENT",
        description = "The party that wins.")
    String winner = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who decides (default: you).")
    String by = TaskCommand.person();

    @Option(names = "--why", paramLabel = "TEXT", description = "Why, for everybody to read.")
    String why = "";

    @Option(names = "--force", description = "Take locks from losers that hold the resource.")
    boolean force;

    @Override
    public Integer call() {
      ConflictId id = named(ConflictId::of, conflict);
      AgentId agent = named(AgentId::of, winner);
      return DataWork.run(
          spec,
          options,
          data -> {
            ConflictResolver conflicts = data.workspace(data.plan(options.plan())).conflicts();
            ConflictView view;
            try {
              view = conflicts.resolve(id, agent, by, why, force);
            } catch (CoordinationException e) {
              throw new CommandFailure(ExitCode.REFUSED, e.refusal().text(), e);
            }
            boolean meant = view.ruling().filter(r -> r.winner().equals(agent)).isPresent();
            ConflictText.print(view, spec.commandLine().getOut());
            return (meant ? ExitCode.OK : ExitCode.REFUSED).code();
          });
    }

    private static <N> N named(java.util.function.Function<String, N> kind, String name) {
      try {
        return kind.apply(name);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
      }
    }
  }
}
