package dev.yardmaster.server;

import dev.yardmaster.server.gateway.Limits;
import dev.yardmaster.server.tls.ServerCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server serves. Beyond loopback it does so over TLS, unless it is told that the
 * network needs none (X1).
 *
 * @param httpAddress port 0 is any free one
 * @param grpcAddress port 0 is any free one
 * @param hostNames under which it may be spoken to, beside loopback, its address and the names of
 *     its certificate
 * @param drain how long calls under way may take when it is stopped
 */
public record ServerOptions(
    InetSocketAddress httpAddress,
    InetSocketAddress grpcAddress,
    Set<String> hostNames,
    Security security,
    Limits limits,
    Duration drain) {
  public static final int HTTP_PORT = 7420;
  public static final int GRPC_PORT = 7421;

  /**
   * How callers and server know each other.
   *
   * @param certificate null for no TLS
   * @param insecure whether it may listen beyond loopback without TLS
   */
  public record Security(
      @Nullable ServerCertificate certificate, boolean insecure, LoopbackTrust loopback) {
    /** No TLS, and so loopback alone. */
    public static final Security NONE = new Security(null, false, LoopbackTrust.WHERE_ALONE);
  }

  public ServerOptions {
    hostNames = Set.copyOf(hostNames);
    for (InetSocketAddress address : List.of(httpAddress, grpcAddress)) {
      if (!isLoopback(address) && security.certificate() == null && !security.insecure()) {
        throw new IllegalArgumentException(
            "Expected a certificate to listen on %s, where tokens could be read on the way; give --tls-cert and --tls-key, or --insecure where the network itself is trusted, or listen on 127.0.0.1"
                .formatted(address.getAddress().getHostAddress()));
      }
    }
  }

  /** On loopback alone, at these ports. */
  public static ServerOptions loopback(int httpPort, int grpcPort) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new ServerOptions(
        new InetSocketAddress(loopback, httpPort),
        new InetSocketAddress(loopback, grpcPort),
        Set.of(),
        Security.NONE,
        Limits.DEFAULT,
        Duration.ofSeconds(10));
  }

  /** Whether callers on loopback need no credential. */
  public boolean acceptLocal() {
    return switch (security.loopback()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case WHERE_ALONE ->
          security.certificate() == null
              && hostNames.isEmpty()
              && isLoopback(httpAddress)
              && isLoopback(grpcAddress);
    };
  }

  /** All names it may be spoken to under, beside those of loopback. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(hostNames);
    ServerCertificate certificate = security.certificate();
    if (certificate != null) {
      names.addAll(certificate.names());
    }
    Stream.of(httpAddress, grpcAddress)
        .map(InetSocketAddress::getAddress)
        .filter(address -> !address.isAnyLocalAddress())
        .map(InetAddress::getHostAddress)
        .map(address -> address.contains(":") ? "[" + address + "]" : address)
        .forEach(names::add);
    return names;
  }

  private static boolean isLoopback(InetSocketAddress address) {
    return address.getAddress().isLoopbackAddress();
  }
}
