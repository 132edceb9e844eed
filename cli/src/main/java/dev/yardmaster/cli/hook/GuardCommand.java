package dev.yardmaster.cli.hook;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.core.identity.ResourceName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster guard}: before a commit, are its files free or the committer's own? */
@Command(
    name = "guard",
    description = {
      "Refuses a commit that touches what others have locked.",
      "For .git/hooks/pre-commit; docs/hook.md."
    },
    mixinStandardHelpOptions = true)
public final class GuardCommand implements Callable<Integer> {
  private static final String AGENT_VARIABLE = "YARDMASTER_AGENT";

  /** Most paths that a refusal lists. */
  private static final int MAX_LISTED = 20;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ServerOptions server = new ServerOptions();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "The agent that commits (default: YARDMASTER_AGENT; else nobody's locks pass).")
  @Nullable String agent = System.getenv(AGENT_VARIABLE);

  @Option(
      names = "--require-lock",
      description = "Refuse paths, too, that the agent holds no exclusive lock on.")
  boolean requireLock;

  @Option(
      names = "--if-unreachable",
      paramLabel = "allow|refuse",
      defaultValue = "refuse",
      description = "Commits while no server answers (default: ${DEFAULT-VALUE}).")
  HookCommand.Choice unreachable = HookCommand.Choice.REFUSE;

  @Option(
      names = "--repository",
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where git is asked (default: the current folder).")
  Path repository = Path.of("");

  @Override
  public Integer call() {
    if (requireLock && agent == null) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected --agent or the variable %s with --require-lock, got neither; say which agent commits"
              .formatted(AGENT_VARIABLE));
    }
    Yard yard = server.yard();
    try {
      return judge(yard, new StagedFiles(repository.toAbsolutePath()).names());
    } catch (UnreachableException e) {
      if (unreachable == HookCommand.Choice.ALLOW) {
        return say(ExitCode.OK, "The commit was not checked: " + e.getMessage());
      }
      return say(
          ExitCode.REFUSED,
          "The commit is refused, since nobody can tell what is locked. "
              + e.getMessage()
              + "; --if-unreachable allow lets commits pass meanwhile");
    } catch (RefusedException e) {
      return say(ExitCode.REFUSED, "The commit is refused: " + e.getMessage());
    } catch (IOException e) {
      return say(
          ExitCode.REFUSED,
          "The commit is refused, since git does not tell what is staged: " + e.getMessage());
    }
  }

  private int judge(Yard yard, List<String> staged) throws UnreachableException, RefusedException {
    String committer = agent;
    Self self =
        committer == null
            ? null
            : new Self(yard, new Handles(Handles.defaultFolder()), committer, true);
    List<String> refused = new ArrayList<>();
    for (String path : staged) {
      against(yard, self, path).ifPresent(why -> refused.add(path + ": " + why));
    }
    if (refused.isEmpty()) {
      return ExitCode.OK.code();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "The commit is refused: expected %s, but of %d path%s %d %s not."
            .formatted(
                requireLock
                    ? "agent " + committer + " to hold an exclusive lock on each path"
                    : "no path to be locked by others than "
                        + (committer == null ? "nobody (no --agent)" : "agent " + committer),
                staged.size(),
                staged.size() == 1 ? "" : "s",
                refused.size(),
                refused.size() == 1 ? "does" : "do"));
    refused.stream().limit(MAX_LISTED).map(line -> "- " + line).forEach(lines::add);
    if (refused.size() > MAX_LISTED) {
      lines.add("- and %d more".formatted(refused.size() - MAX_LISTED));
    }
    lines.add(
        "Next: leave them out (git restore --staged PATH), or lock them first (tool lock; it waits for the holder), then commit again.");
    return say(ExitCode.REFUSED, String.join("\n", lines));
  }

  /** What stands against committing a path; empty for nothing. */
  private Optional<String> against(Yard yard, @Nullable Self self, String path)
      throws UnreachableException, RefusedException {
    boolean own = false;
    for (Hold hold : holds(yard, server.prefix.isEmpty() ? path : server.prefix + "/" + path)) {
      if (self == null || !self.has(hold)) {
        return Optional.of(hold.text());
      }
      own |= hold.exclusive();
    }
    return requireLock && !own
        ? Optional.of("agent %s holds no exclusive lock on it".formatted(agent))
        : Optional.empty();
  }

  /**
   * Locks on a path. One that can be no resource's name, as with a line break, can be locked by
   * subtrees above it alone.
   */
  private static List<Hold> holds(Yard yard, String path)
      throws UnreachableException, RefusedException {
    for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
      Optional<ResourceName> name = named(at);
      if (name.isPresent()) {
        boolean itself = at.equals(path);
        return yard.holds(name.get()).stream()
            .filter(hold -> itself || hold.resource().isSubtree())
            .toList();
      }
    }
    return List.of();
  }

  private static Optional<ResourceName> named(String path) {
    try {
      return Optional.of(ResourceName.of(path));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private int say(ExitCode code, String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("yardmaster: " + text);
    err.flush();
    return code.code();
  }
}
