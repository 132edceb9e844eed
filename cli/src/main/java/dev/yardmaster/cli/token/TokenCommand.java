package dev.yardmaster.cli.token;

import dev.yardmaster.cli.data.OpenData;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Connection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code yardmaster token}: who may call a server of the folder. Whoever can open the folder is its
 * administrator and needs no token for that.
 */
@Command(
    name = "token",
    description = "Makes, lists and ends the tokens with which clients call a server.",
    mixinStandardHelpOptions = true,
    subcommands = {TokenIssueCommand.class, TokenListCommand.class, TokenRevokeCommand.class})
public final class TokenCommand implements Runnable {
  /** Credentials belong to no workspace. */
  private static final WorkspaceId NOWHERE = WorkspaceId.of("-");

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Nothing was asked for; say 'token issue', 'token list' or 'token revoke'");
  }

  /** Decides a command in the name of this process; ends the command where it is refused. */
  static void send(OpenData data, AccessCommand command) {
    try (Connection connection = data.engine().connect(Authority.Local.PRINCIPAL)) {
      Reply reply =
          connection
              .send(new Request(NOWHERE, connection.principal(), null, command))
              .toCompletableFuture()
              .join();
      Refusal refusal = reply.refusal();
      if (refusal != null) {
        throw new CommandFailure(ExitCode.REFUSED, refusal.text());
      }
    }
  }

  /** Asks in the name of this process. */
  static <T> T ask(OpenData data, Query<T> query) {
    try (Connection connection = data.engine().connect(Authority.Local.PRINCIPAL)) {
      return connection.query(NOWHERE, query).toCompletableFuture().join();
    }
  }

  /** The id of a credential as it was given. */
  static CredentialId id(String text) {
    try {
      return CredentialId.of(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
