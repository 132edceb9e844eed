package dev.yardmaster.cli.token;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose certificate a server may show that is called over https. */
public final class TrustOption {
  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Over https, trusting these certificates alone, PEM.")
  @Nullable Path trusted;

  /**
   * Lets a client trust what the option says; without it, what Java trusts.
   *
   * @param server what the client will call
   * @param resolve where a file is that was named on the command line
   * @throws CommandFailure where there is no such file, it holds no certificate, or the server is
   *     not called over https
   */
  public HttpClient.Builder applyTo(
      HttpClient.Builder client, URI server, UnaryOperator<Path> resolve) {
    if (trusted == null) {
      return client;
    }
    if (!"https".equals(server.getScheme())) {
      throw new CommandFailure(
          ExitCode.REFUSED, "Expected https for --url with --trust, got " + server);
    }
    Path file = resolve.apply(trusted);
    try {
      return client.sslContext(trusting(file));
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected certificates in PEM in the file of --trust, got %s (%s)".formatted(file, e),
          e);
    }
  }

  private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
    if (certificates.isEmpty()) {
      throw new IOException("it holds none");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int n = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("trusted-" + n++, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** What to do where a call failed since the server was not trusted; null where it was not so. */
  public static @Nullable String advice(IOException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "it is not trusted over TLS (%s); name its certificate with --trust FILE"
            .formatted(cause.getMessage());
      }
    }
    return null;
  }
}
