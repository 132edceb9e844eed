package dev.yardmaster.remote;

import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.connection.Target;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Channels to servers: plain on loopback, over TLS to anywhere else unless asked for. */
final class Channels {
  private static final int MAX_REPLY_BYTES = 64 * 1024 * 1024;

  private Channels() {}

  static ManagedChannel open(Target.Server server) throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(server.host(), server.port())
            .maxInboundMessageSize(MAX_REPLY_BYTES)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true);
    Credentials credentials = server.credentials();
    if (!credentials.tls()) {
      return builder.usePlaintext().build();
    }
    @Nullable Path trusted = credentials.trusted();
    try {
      return trusted == null
          ? builder.useTransportSecurity().build()
          : builder
              .sslContext(GrpcSslContexts.forClient().trustManager(trusted.toFile()).build())
              .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "Expected a certificate in PEM form in %s: %s".formatted(trusted, e.getMessage()), e);
    }
  }
}
