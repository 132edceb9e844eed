package dev.yardmaster.cli.serve;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.server.LoopbackTrust;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.tls.ServerCertificate;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a server and its callers know each other; docs/security.md says why. */
final class SecurityOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Serve over TLS: the certificate and its chain, PEM.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of that certificate, PEM, not encrypted.")
  @Nullable Path key;

  @Option(
      names = "--insecure",
      description = "Listen beyond loopback without TLS: the network is trusted.")
  boolean insecure;

  @Option(
      names = "--trust-loopback",
      negatable = true,
      description = {
        "Whether callers on this machine need no token (default: only where",
        "nobody else is served: on loopback, without TLS and --host-name)."
      })
  @Nullable Boolean trustLoopback;

  /** What they say; ends the command where they cannot be followed. */
  ServerOptions.Security read(CommandRoot root) {
    return new ServerOptions.Security(certificate(root), insecure, loopback());
  }

  private LoopbackTrust loopback() {
    if (trustLoopback == null) {
      return LoopbackTrust.WHERE_ALONE;
    }
    return trustLoopback ? LoopbackTrust.ALWAYS : LoopbackTrust.NEVER;
  }

  private @Nullable ServerCertificate certificate(CommandRoot root) {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new CommandFailure(
          ExitCode.REFUSED, "Expected both --tls-cert and --tls-key, got only one of them");
    }
    try {
      return ServerCertificate.read(root.resolve(certificate), root.resolve(key));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
