package dev.yardmaster.server.grpc;

import com.google.protobuf.Message;
import dev.yardmaster.protocol.api.Methods;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.protocol.v1.StrategyQuestion;
import dev.yardmaster.protocol.v1.StrategyRequest;
import dev.yardmaster.protocol.v1.WatchReply;
import dev.yardmaster.protocol.v1.WatchRequest;
import dev.yardmaster.server.audit.DeniedLog;
import dev.yardmaster.server.gateway.Callers;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.Handles;
import dev.yardmaster.server.gateway.Streams;
import dev.yardmaster.server.tls.ServerCertificate;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gRPC side of the server: all operations, reflection and the standard health service. */
public final class GrpcServer implements AutoCloseable {
  /** A chunk of a plan with its inputs is the largest request there is. */
  private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

  private static final int MAX_METADATA_BYTES = 16 * 1024;
  private static final int MAX_CALLS_PER_CONNECTION = 4_096;

  /** Connections that come at once, as after a restart. */
  private static final int ACCEPT_QUEUE = 4_096;

  /** How long calls may take to notice that they were ended. */
  private static final long END_SECONDS = 10;

  private final Gateway gateway;
  private final WatchCall watches = new WatchCall();
  private final Conversations<AttachRequest, Push> attachments;
  private final Conversations<StrategyRequest, StrategyQuestion> strategies =
      new Conversations<>(StrategyCall::new);
  private final HealthStatusManager health = new HealthStatusManager();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  /** What every call goes through. */
  public record Parts(
      Gateway gateway, Handles handles, Callers callers, Streams streams, DeniedLog denials) {}

  /**
   * A server that does not listen yet.
   *
   * @param certificate null for no TLS
   */
  public GrpcServer(InetSocketAddress address, @Nullable ServerCertificate certificate, Parts parts)
      throws IOException {
    this.gateway = parts.gateway();
    this.attachments =
        new Conversations<>(
            (context, flow) -> new AttachCall(gateway, parts.handles(), context, flow));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .executor(threads)
            .withOption(ChannelOption.SO_BACKLOG, ACCEPT_QUEUE)
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new Calls(parts.callers(), parts.streams(), parts.denials()))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    if (certificate != null) {
      builder.sslContext(context(certificate));
    }
    Methods.services().forEach(service -> builder.addService(definition(service)));
    this.server = builder.build();
  }

  private static SslContext context(ServerCertificate certificate) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(
                certificate.key(), certificate.chain().toArray(X509Certificate[]::new))
            .protocols(ServerCertificate.PROTOCOLS);
    return GrpcSslContexts.configure(builder).build();
  }

  /** Begins to serve. */
  public void start() throws IOException {
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  @SuppressWarnings("unchecked") // every method of the API carries messages both ways
  private ServerServiceDefinition definition(ServiceDescriptor service) {
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(service);
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      MethodDescriptor<Message, Message> typed = (MethodDescriptor<Message, Message>) method;
      builder.addMethod(typed, handler(typed));
    }
    return builder.build();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the streams are named, and typed by their names
  private ServerCallHandler<Message, Message> handler(MethodDescriptor<Message, Message> method) {
    return switch (method.getFullMethodName()) {
      case "yardmaster.v1.AgentService/Attach" ->
          (ServerCallHandler) ServerCalls.<AttachRequest, Push>asyncBidiStreamingCall(attachments);
      case "yardmaster.v1.WorkspaceService/Strategy" ->
          (ServerCallHandler)
              ServerCalls.<StrategyRequest, StrategyQuestion>asyncBidiStreamingCall(strategies);
      case "yardmaster.v1.EventService/Watch" ->
          (ServerCallHandler)
              ServerCalls.<WatchRequest, WatchReply>asyncServerStreamingCall(watches);
      default -> ServerCalls.asyncUnaryCall(new UnaryCalls(gateway, method.getFullMethodName()));
    };
  }

  /** Takes no new calls, lets open ones end within the time, then ends them. */
  public void drain(long millis) {
    health.enterTerminalState();
    server.shutdown();
    watches.close();
    attachments.close();
    strategies.close();
    try {
      if (!server.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        if (!server.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("gRPC calls did not end when they were told to");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
  }

  @Override
  public void close() {
    watches.close();
    attachments.close();
    strategies.close();
    server.shutdownNow();
    threads.shutdown();
  }
}
