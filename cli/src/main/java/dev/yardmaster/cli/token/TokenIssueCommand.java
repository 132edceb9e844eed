package dev.yardmaster.cli.token;

import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.PlanDuration;
import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.server.gateway.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster token issue}: makes a credential and tells its token, this once. */
@Command(
    name = "issue",
    description = {
      "Makes a token and prints it, this once: only its hash is kept.",
      "The id names it afterwards, for 'token revoke'; it is no secret."
    },
    mixinStandardHelpOptions = true)
final class TokenIssueCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataFolder.DEFAULT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(DataFolder.DEFAULT);

  @Parameters(paramLabel = "ID", description = "What the credential is called.")
  String id = "";

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      required = true,
      description = "Whom it stands for: the owner of the agents it joins.")
  String principal = "";

  @Option(
      names = "--role",
      paramLabel = "WORKSPACE=ROLE",
      description = "reader, agent, operator or admin there; may be repeated.")
  List<String> roles = List.of();

  @Option(
      names = "--cluster-admin",
      description = "May do everything, make workspaces and tokens too.")
  boolean clusterAdmin;

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      description = "How long it is good for, such as 30d (default: until revoked).")
  @Nullable String expires;

  @Override
  public Integer call() {
    String token = Tokens.random();
    Credential credential = credential(Tokens.hash(token));
    return DataWork.run(
        spec,
        data,
        open -> {
          TokenCommand.send(open, new AccessCommand.IssueCredential(credential));
          spec.commandLine().getOut().println(token);
          spec.commandLine().getOut().flush();
          spec.commandLine().getErr().println("This is the only time that the token is shown.");
          spec.commandLine().getErr().flush();
          return ExitCode.OK.code();
        });
  }

  private Credential credential(String hash) {
    if (roles.isEmpty() && !clusterAdmin) {
      throw refused("Expected --role or --cluster-admin, else the token may do nothing", null);
    }
    try {
      return new Credential(
          TokenCommand.id(id), Principal.of(principal), hash, roles(), clusterAdmin, expiry());
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()), e);
    }
  }

  private SortedMap<WorkspaceId, Role> roles() {
    SortedMap<WorkspaceId, Role> parsed = new TreeMap<>();
    for (String text : roles) {
      int equals = text.lastIndexOf('=');
      Optional<Role> role = equals < 1 ? Optional.empty() : role(text.substring(equals + 1));
      if (role.isEmpty()) {
        throw refused(
            "Expected WORKSPACE=ROLE with reader, agent, operator or admin for --role, got '%s'"
                .formatted(text),
            null);
      }
      WorkspaceId workspace = WorkspaceId.of(text.substring(0, equals));
      if (parsed.put(workspace, role.get()) != null) {
        throw refused("Expected one --role for workspace %s, got two".formatted(workspace), null);
      }
    }
    return parsed;
  }

  private static Optional<Role> role(String name) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private long expiry() {
    if (expires == null) {
      return 0;
    }
    Duration duration =
        PlanDuration.parse(expires)
            .filter(Duration::isPositive)
            .orElseThrow(() ->
                refused("Expected a duration such as 30d for --expires, got " + expires, null));
    return System.currentTimeMillis() + duration.toMillis();
  }

  private static CommandFailure refused(String text, @Nullable Exception cause) {
    return cause == null
        ? new CommandFailure(ExitCode.REFUSED, text)
        : new CommandFailure(ExitCode.REFUSED, text, cause);
  }
}
