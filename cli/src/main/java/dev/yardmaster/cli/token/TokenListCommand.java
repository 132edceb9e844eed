package dev.yardmaster.cli.token;

import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.data.DataWork;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.core.access.CredentialTable;
import dev.yardmaster.core.access.CredentialView;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.workspace.Query;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster token list}: who has what; no token, and no hash of one. */
@Command(
    name = "list",
    description = "Shows who has which token and what it is good for, never the token.",
    mixinStandardHelpOptions = true)
final class TokenListCommand implements Callable<Integer> {
  private static final int PAGE = Query.OfCredentials.MAX_CREDENTIALS;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataFolder.DEFAULT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(DataFolder.DEFAULT);

  @Option(names = "--revoked", description = "Those revoked last instead, newest first.")
  boolean revoked;

  @Option(names = "--json", description = "Print each credential as a line of JSON.")
  boolean json;

  @Override
  public Integer call() {
    return DataWork.run(
        spec,
        data,
        open -> {
          List<CredentialView> page =
              TokenCommand.ask(open, new Query.OfCredentials(revoked, null, PAGE));
          List<CredentialView> all = new ArrayList<>(page);
          while (!revoked && page.size() == PAGE && all.size() < CredentialTable.MAX_CREDENTIALS) {
            CredentialId last = page.getLast().id();
            page = TokenCommand.ask(open, new Query.OfCredentials(false, last, PAGE));
            all.addAll(page);
          }
          print(all);
          return ExitCode.OK.code();
        });
  }

  private void print(List<CredentialView> shown) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      shown.forEach(view -> out.println(CredentialText.json(view)));
    } else {
      CredentialText.print(shown, System.currentTimeMillis(), out);
    }
    out.flush();
  }
}
