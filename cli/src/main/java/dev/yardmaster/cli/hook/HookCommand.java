package dev.yardmaster.cli.hook;

import dev.yardmaster.cli.exit.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster hook}: what a coding agent's client calls around tools, turns and sessions. */
@Command(
    name = "hook",
    description = {
      "Stands between a coding agent and the files of a project: an edit needs the lock.",
      "Called by Claude Code, Codex, Gemini CLI or Cursor, with JSON on stdin; docs/hook.md."
    },
    mixinStandardHelpOptions = true)
public final class HookCommand implements Callable<Integer> {
  /** Folders that clients name in the environment of their hooks. */
  private static final List<String> PROJECT_VARIABLES =
      List.of("CLAUDE_PROJECT_DIR", "GEMINI_PROJECT_DIR", "CURSOR_PROJECT_DIR");

  private static final String PLAIN_ID = "[A-Za-z0-9._-]{1,64}";

  private final InputStream in;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ServerOptions server = new ServerOptions();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "The agent that the model joins as (default: one of the session's own).")
  @Nullable String agent;

  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "What paths count from (default: what the client says, else the git root).")
  @Nullable Path project;

  @Option(names = "--take", description = "Take the lock for the session where it is free.")
  boolean take;

  @Option(
      names = "--tools",
      paramLabel = "NAME",
      split = ",",
      description = "Further tools that change the file they name.")
  Set<String> tools = Set.of();

  @Option(
      names = "--outside",
      paramLabel = "allow|refuse",
      defaultValue = "allow",
      description = "Edits outside of the project (default: ${DEFAULT-VALUE}).")
  Choice outside = Choice.ALLOW;

  @Option(
      names = "--if-unreachable",
      paramLabel = "allow|refuse",
      defaultValue = "refuse",
      description = "Edits while no server answers (default: ${DEFAULT-VALUE}).")
  Choice unreachable = Choice.REFUSE;

  @Option(
      names = "--release-at-turn-end",
      description = "Give back what the hook's agent holds whenever a turn ends.")
  boolean releaseAtTurnEnd;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where handles are kept (default: yardmaster/hook in the user's state folder).")
  @Nullable Path state;

  /** What happens to an edit. */
  enum Choice {
    ALLOW,
    REFUSE
  }

  public HookCommand() {
    this(System.in);
  }

  HookCommand(InputStream in) {
    this.in = in;
  }

  /** Whatever goes wrong must not look like a yes: clients go on after any code but 2. */
  @Override
  public Integer call() {
    Voice voice = new Voice(spec.commandLine().getOut(), spec.commandLine().getErr());
    try {
      HookCall call = HookCall.read(in);
      return voice.say(call, gatekeeper(call).decide(call)).code();
    } catch (BadInputException e) {
      return voice.refuse("Yardmaster refuses this: " + e.getMessage()).code();
    } catch (CommandFailure e) {
      return voice.refuse("yardmaster: " + e.getMessage()).code();
    } catch (IOException | RuntimeException e) {
      return voice.refuse("yardmaster: internal error of the hook, please report it: " + e).code();
    }
  }

  private Gatekeeper gatekeeper(HookCall call) throws BadInputException {
    String named = agent;
    Self self =
        new Self(
            server.yard(),
            new Handles(state == null ? Handles.defaultFolder() : state),
            named == null ? ofSession(call) : named,
            named != null);
    return new Gatekeeper(
        self,
        new Project(root(call), server.prefix),
        new Gatekeeper.Rules(
            tools, take, outside == Choice.REFUSE, releaseAtTurnEnd, unreachable == Choice.ALLOW));
  }

  private static String ofSession(HookCall call) throws BadInputException {
    String id = call.session();
    if (id.isEmpty()) {
      throw new BadInputException(
          "Expected session_id in the input, to know which agent this is, got none; name one with --agent");
    }
    return "session-" + (id.matches(PLAIN_ID) ? id : hash(id));
  }

  private static String hash(String id) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)),
              0,
              16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private Path root(HookCall call) {
    Path given = project;
    if (given != null) {
      return given;
    }
    for (String variable : PROJECT_VARIABLES) {
      String value = System.getenv(variable);
      if (value != null && !value.isBlank()) {
        return Path.of(value);
      }
    }
    return call.root().isEmpty()
        ? Project.rootAbove(Path.of(call.directory()))
        : Path.of(call.root());
  }
}
