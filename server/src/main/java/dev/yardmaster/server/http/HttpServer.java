package dev.yardmaster.server.http;

import com.google.protobuf.Message;
import dev.yardmaster.protocol.api.Methods;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.server.audit.DeniedLog;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Callers;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.RequestKeys;
import dev.yardmaster.server.gateway.Streams;
import dev.yardmaster.server.tls.ServerCertificate;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP side of the server: every operation with a route, events, health and the description.
 */
public final class HttpServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long MAX_BODY_BYTES = 16 * 1024 * 1024;
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  /** Longer than the longest wait of a call, so that no wait ends in silence. */
  private static final long IDLE_MILLIS = 75_000;

  /**
   * Connections that come at once, as after a restart; the usual 50 would leave some of some
   * hundreds that begin to speak without an answer.
   */
  private static final int ACCEPT_QUEUE = 4_096;

  /** Ids may contain slashes, which stand as %2F in a path. */
  private static final UriCompliance SLASHES =
      UriCompliance.DEFAULT.with("YARDMASTER", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR);

  private final Gateway gateway;
  private final Callers callers;
  private final Javalin javalin;
  private final InetSocketAddress address;
  private final SslContextFactory.@Nullable Server tls;
  private final Set<EventSubscription> streams = ConcurrentHashMap.newKeySet();

  /**
   * What every request goes through.
   *
   * @param limit how many streams may be open, over gRPC too
   * @param beside what adds servlets of its own, which check hosts and callers themselves
   * @param ready why the server is not ready; empty when it is
   */
  public record Parts(
      Gateway gateway,
      Callers callers,
      Hosts hosts,
      Streams limit,
      Consumer<ServletContextHandler> beside,
      Supplier<String> ready,
      DeniedLog denials) {}

  /**
   * A server that does not listen yet.
   *
   * @param certificate null for no TLS
   */
  public HttpServer(InetSocketAddress address, @Nullable ServerCertificate certificate, Parts parts)
      throws IOException {
    this.tls = certificate == null ? null : tls(certificate);
    this.gateway = parts.gateway();
    this.callers = parts.callers();
    this.address = address;
    this.javalin = Javalin.create(config -> configure(config, parts));
  }

  private void configure(JavalinConfig config, Parts parts) {
    config.startup.showJavalinBanner = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = MAX_BODY_BYTES;
    config.http.prefer405over404 = true;
    config.http.defaultContentType = "application/json";
    config.jetty.modifyHttpConfiguration(http -> {
      if (tls != null) {
        http.addCustomizer(new SecureRequestCustomizer(false)); // names are looked at by Hosts
      }
      http.setUriCompliance(SLASHES);
      http.setRequestHeaderSize(MAX_HEADER_BYTES);
      // A table of the headers seen is 98 KB from the second request of a connection on.
      http.setHeaderCacheSize(0);
      http.setSendServerVersion(false);
    });
    config.jetty.modifyServletContextHandler(handler -> {
      handler.getServletHandler().setDecodeAmbiguousURIs(true);
      parts.beside().accept(handler);
    });
    config.jetty.addConnector(this::connector);
    config.routes.before(ctx -> parts.hosts().check(ctx.header("Host"), ctx.header("Origin")));
    config.routes.after(new Audit(parts.denials())::after);
    for (Route route : Route.all()) {
      config.routes.addEndpoint(
          new Endpoint(
              HandlerType.findOrCreate(route.verb()),
              route.path(),
              ctx -> {
                Audit.note(ctx, route);
                if (route.isStream()) {
                  stream(ctx, parts.limit());
                } else {
                  serve(route, ctx);
                }
              }));
    }
    OpenApi description = new OpenApi(Route.all());
    config.routes.get(
        "/openapi.json",
        ctx -> {
          call(ctx); // nothing but health is told to who shows nothing (X1)
          ctx.result(description.json());
        });
    config.routes.get("/healthz", ctx -> ctx.result("{\"status\":\"alive\"}"));
    config.routes.get("/readyz", ctx -> ready(ctx, parts.ready().get()));
    config.routes.exception(
        HttpResponseException.class, (e, ctx) -> Problems.answer(ctx, e.getStatus(), e));
    config.routes.exception(Exception.class, (e, ctx) -> Problems.answer(ctx, e));
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        tls == null
            ? new ServerConnector(server, plain)
            : new ServerConnector(
                server, new SslConnectionFactory(tls, plain.getProtocol()), plain);
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  private static SslContextFactory.Server tls(ServerCertificate certificate) throws IOException {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(certificate.toKeyStore());
    tls.setKeyStorePassword("");
    tls.setIncludeProtocols(ServerCertificate.PROTOCOLS.toArray(String[]::new));
    return tls;
  }

  private static void ready(Context ctx, String whyNot) {
    ctx.status(whyNot.isEmpty() ? 200 : 503);
    ctx.result(
        JSON.writeValueAsString(
            whyNot.isEmpty()
                ? Map.of("status", "ready")
                : Map.of("status", "not ready", "reason", whyNot)));
  }

  private CallContext call(Context ctx) {
    CallContext call =
        new CallContext(
            callers.connection(
                ctx.header("Authorization"), Audit.remote(ctx), name -> ctx.header(name) != null),
            ctx.header("Yardmaster-Agent"),
            RequestKeys.read(ctx.header("Yardmaster-Request")),
            ctx.header("Idempotency-Key"));
    Audit.note(ctx, call);
    return call;
  }

  private void stream(Context ctx, Streams limit) throws IOException, InterruptedException {
    CallContext call = call(ctx);
    limit.enter();
    try {
      new EventsOverHttp(ctx, call, streams).run();
    } finally {
      limit.leave();
    }
  }

  private void serve(Route route, Context ctx) throws InterruptedException {
    CallContext call = call(ctx);
    Message request = request(route, ctx);
    Replays replays = new Replays(call);
    try {
      Message reply = gateway.call(route.operation(), request, call).toCompletableFuture().get();
      replays.mark(ctx, reply);
      ctx.header("Yardmaster-Position", Long.toString(call.connection().position().value()));
      ctx.result(Messages.write(reply));
    } catch (ExecutionException e) {
      replays.mark(ctx, e.getCause() == null ? e : e.getCause());
      Problems.answer(ctx, e.getCause() == null ? e : e.getCause());
    }
  }

  private static Message request(Route route, Context ctx) {
    Message.Builder request = Methods.request(route.operation()).newBuilderForType();
    if (route.hasBody()) {
      Messages.merge(body(ctx), request);
    }
    for (String field : route.pathFields()) {
      Fields.set(request, field, ctx.pathParam(field));
    }
    ctx.queryParamMap().forEach((name, values) -> Fields.set(request, name, values.getLast()));
    return request.build();
  }

  private static String body(Context ctx) {
    try {
      return ctx.body();
    } catch (HttpResponseException e) {
      throw e; // too large
    } catch (Exception e) { // Kotlin lets I/O exceptions through undeclared
      throw new IllegalArgumentException(
          "Expected a whole body, got one that breaks off or is not framed as HTTP wants it: "
              + e.getMessage(),
          e);
    }
  }

  /** Begins to serve. */
  public void start() {
    javalin.start();
  }

  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    streams.forEach(EventSubscription::close);
    javalin.stop();
  }
}
