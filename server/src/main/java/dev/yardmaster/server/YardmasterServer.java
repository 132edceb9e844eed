package dev.yardmaster.server;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.metrics.Health;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.server.audit.DeniedLog;
import dev.yardmaster.server.gateway.Arrivals;
import dev.yardmaster.server.gateway.Callers;
import dev.yardmaster.server.gateway.Desks;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.Handles;
import dev.yardmaster.server.gateway.Streams;
import dev.yardmaster.server.grpc.GrpcServer;
import dev.yardmaster.server.http.Hosts;
import dev.yardmaster.server.http.HttpServer;
import dev.yardmaster.server.mcp.McpEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine served over gRPC, HTTP and MCP. Closing it is graceful: it stops being ready, takes no
 * new calls, and lets those under way end within a bound; the engine is its caller's to close.
 */
public final class YardmasterServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(YardmasterServer.class);

  private final ServerOptions options;
  private final DeniedLog denials;
  private final Desks desks;
  private final GrpcServer grpc;
  private final McpEndpoint mcp;
  private final HttpServer http;
  private volatile boolean draining;

  private YardmasterServer(Engine engine, ServerOptions options, @Nullable Path data)
      throws IOException {
    this.options = options;
    this.denials = new DeniedLog(data == null ? null : data.resolve("audit"));
    Callers callers = new Callers(engine, options.acceptLocal());
    Handles handles = new Handles(callers, options.limits());
    Streams streams = new Streams(options.limits());
    this.desks = new Desks(engine);
    Gateway gateway = new Gateway(handles, desks);
    this.grpc =
        new GrpcServer(
            options.grpcAddress(),
            options.security().certificate(),
            new GrpcServer.Parts(gateway, handles, callers, streams, denials));
    Hosts hosts = new Hosts(options.names());
    this.mcp = new McpEndpoint(gateway, new Arrivals(handles, desks), callers, hosts, denials);
    this.http =
        new HttpServer(
            options.httpAddress(),
            options.security().certificate(),
            new HttpServer.Parts(
                gateway, callers, hosts, streams, mcp::addTo, () -> whyNotReady(engine), denials));
  }

  /**
   * Begins to serve an engine.
   *
   * @throws IOException where an address cannot be listened on
   */
  public static YardmasterServer start(Engine engine, ServerOptions options) throws IOException {
    return start(engine, options, null);
  }

  /**
   * Begins to serve an engine.
   *
   * @param data the engine's data folder, in which {@code audit/denied.log} tells of denied calls;
   *     null for none
   * @throws IOException where an address cannot be listened on
   */
  public static YardmasterServer start(Engine engine, ServerOptions options, @Nullable Path data)
      throws IOException {
    createDefault(engine);
    YardmasterServer server = new YardmasterServer(engine, options, data);
    try {
      server.grpc.start();
      server.http.start();
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** The one workspace that is always there. */
  private static void createDefault(Engine engine) {
    try (Connection itself = engine.connect(Authority.Local.PRINCIPAL)) {
      Reply reply =
          itself
              .send(
                  new Request(
                      WorkspaceId.of("default"),
                      itself.principal(),
                      null,
                      new WorkspaceCommand.CreateWorkspace()))
              .toCompletableFuture()
              .join();
      LOG.debug("The workspace default: {}", reply);
    }
  }

  private String whyNotReady(Engine engine) {
    if (draining) {
      return "it is being stopped";
    }
    HealthReport health = engine.health();
    return health.status() == Health.Status.DOWN ? health.components().toString() : "";
  }

  public int grpcPort() {
    return grpc.port();
  }

  public int httpPort() {
    return http.port();
  }

  @Override
  public void close() {
    draining = true;
    grpc.drain(options.drain().toMillis());
    mcp.close();
    http.close();
    desks.close();
    grpc.close();
    denials.close();
  }
}
