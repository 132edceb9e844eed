package dev.yardmaster.cli.token;

import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.identity.CredentialId;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yardmaster token revoke}: from now on a token is worth nothing. */
@Command(
    name = "revoke",
    description = "Ends a token; streams open under it end within 5 seconds.",
    mixinStandardHelpOptions = true)
final class TokenRevokeCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataFolder.DEFAULT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(DataFolder.DEFAULT);

  @Parameters(paramLabel = "ID", description = "What the credential is called; not its token.")
  String id = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who decides (default: you).")
  String by = System.getProperty("user.name", "somebody");

  @Override
  public Integer call() {
    CredentialId credential = TokenCommand.id(id);
    return DataWork.run(
        spec,
        data,
        open -> {
          TokenCommand.send(open, new AccessCommand.RevokeCredential(credential, by));
          spec.commandLine().getOut().println(credential + " is revoked");
          spec.commandLine().getOut().flush();
          return ExitCode.OK.code();
        });
  }
}
