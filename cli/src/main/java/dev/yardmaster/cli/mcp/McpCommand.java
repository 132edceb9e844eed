package dev.yardmaster.cli.mcp;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.token.ServerUrl;
import dev.yardmaster.cli.token.ShownToken;
import dev.yardmaster.cli.token.TrustOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yardmaster mcp}: speaks MCP on stdin and stdout for a server elsewhere. */
@Command(
    name = "mcp",
    description = {
      "Speaks MCP on stdin and stdout, on behalf of a server that runs.",
      "The agent that joins lives for as long as stdin is open.",
      "A token comes from the variable YARDMASTER_TOKEN or a file."
    },
    mixinStandardHelpOptions = true)
public final class McpCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7420/mcp",
      description = "Where the server serves MCP (default: ${DEFAULT-VALUE}).")
  String url = "http://127.0.0.1:7420/mcp";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file that holds the token of a credential.")
  @Nullable Path tokenFile;

  @Mixin TrustOption trust = new TrustOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path file = tokenFile == null ? null : CommandRoot.of(spec).resolve(tokenFile);
    String token = ShownToken.of(file);
    URI server = ServerUrl.of(url, "http://HOST:PORT/mcp", token);
    Remote remote =
        new Remote(
            server,
            token,
            trust.applyTo(HttpClient.newBuilder(), server, CommandRoot.of(spec)::resolve));
    new Bridge(
            remote,
            line -> {
              out.println(line);
              out.flush();
            },
            Bridge.PACE)
        .run(System.in);
    return ExitCode.OK.code();
  }
}
