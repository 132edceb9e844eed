package dev.yardmaster.cli.hook;

import dev.yardmaster.cli.token.ServerUrl;
import dev.yardmaster.cli.token.ShownToken;
import dev.yardmaster.cli.token.TrustOption;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server is asked, in which workspace, and what is shown to it. */
final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7420",
      description = "The HTTP side of a server (default: ${DEFAULT-VALUE}).")
  String url = "http://127.0.0.1:7420";

  @Option(
      names = "--workspace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The workspace (default: ${DEFAULT-VALUE}).")
  String workspace = "default";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token (default: YARDMASTER_TOKEN, if set).")
  @Nullable Path tokenFile;

  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Stands before each path, for projects that share a workspace.")
  String prefix = "";

  @Mixin TrustOption trust = new TrustOption();

  Yard yard() {
    String token = ShownToken.of(tokenFile);
    URI server = ServerUrl.of(url, "http://HOST:PORT", token);
    return new Yard(
        server,
        workspace,
        token,
        trust.applyTo(HttpClient.newBuilder(), server, Path::toAbsolutePath));
  }
}
