package dev.yardmaster.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.protocol.api.Methods;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.v1.GetPositionRequest;
import dev.yardmaster.server.LoopbackTrust;
import dev.yardmaster.server.RunningServer;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.ServerOptions.Security;
import dev.yardmaster.server.gateway.Limits;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** X1: what is served to whom, with TLS and behind a proxy. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SecuredServerTest {
  private static final String TASKS = "/v1/workspaces/default/tasks";

  @TempDir private Path folder;
  private TestCertificate certificate;

  @BeforeEach
  void make() throws Exception {
    certificate = TestCertificate.make(folder, "it", "EC");
  }

  private RunningServer secured(LoopbackTrust trust) throws Exception {
    InetSocketAddress any = new InetSocketAddress("0.0.0.0", 0);
    return RunningServer.start(
        new ServerOptions(
            any,
            any,
            Set.of(),
            new Security(certificate.read(), false, trust),
            Limits.DEFAULT,
            Duration.ZERO));
  }

  @Test
  void aClientWithATokenWorksOverTlsWithAServerWhoseCertificateItTrusts() throws Exception {
    try (RunningServer server = secured(LoopbackTrust.WHERE_ALONE)) {
      Credentials credentials = Credentials.token(server.token(Role.AGENT));
      try (Yardmaster yard = connect(server, credentials.trusting(certificate.certificate()))) {
        CoordinationManager manager = yard.workspace("default");
        manager.tasks().submit(Task.of("t").type("x"));
        try (Worker worker = manager.work(AgentProfile.named("a"), context -> Outcome.success())) {
          assertThat(
                  manager
                      .events()
                      .of(TaskEvent.TaskSucceeded.class)
                      .after(LogPosition.START)
                      .where(event -> event.task().equals(TaskId.of("t")))
                      .await(Duration.ofSeconds(30)))
              .isNotNull();
          assertThat(worker.agent().value()).isEqualTo("a");
        }
      }
    }
  }

  @Test
  void aClientThatTrustsAnotherCertificateIsNotServedAndTellsNoToken() throws Exception {
    TestCertificate other = TestCertificate.make(folder, "other", "EC");
    try (RunningServer server = secured(LoopbackTrust.WHERE_ALONE);
        HttpClient client = client(other)) {
      assertThatThrownBy(() -> get(client, server, TASKS))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining(SSLHandshakeException.class.getName());
    }
  }

  @Test
  void withTlsALoopbackCallerNeedsATokenAndHealthAloneIsToldToEveryone() throws Exception {
    try (RunningServer server = secured(LoopbackTrust.WHERE_ALONE);
        HttpClient client = client(certificate)) {
      String token = server.token(Role.AGENT);

      assertThat(get(client, server, TASKS).statusCode()).isEqualTo(403);
      assertThat(get(client, server, "/openapi.json").statusCode()).isEqualTo(403);
      assertThat(get(client, server, TASKS, "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
      assertThat(get(client, server, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/readyz").statusCode()).isEqualTo(200);
      try (Yardmaster yard =
          connect(server, new Credentials(null, true, certificate.certificate()))) {
        assertThatThrownBy(() -> yard.workspace("default"))
            .isInstanceOfSatisfying(
                CoordinationException.class,
                e -> assertThat(e.code()).as(e.toString()).isEqualTo(RefusalCode.DENIED));
      }
    }
  }

  @Test
  void withTlsALoopbackCallerIsTrustedWhereThatWasAskedFor() throws Exception {
    try (RunningServer server = secured(LoopbackTrust.ALWAYS);
        HttpClient client = client(certificate)) {
      assertThat(get(client, server, TASKS).statusCode()).isEqualTo(200);
      assertThat(get(client, server, TASKS, "X-Forwarded-For", "192.0.2.1").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void aCallThatAProxyOnThisMachinePassesOnNeedsAToken() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      assertThat(server.get(TASKS).status()).isEqualTo(200);
      for (String header : new String[] {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"}) {
        assertThat(server.get(TASKS, header, "192.0.2.1").code()).as(header).isEqualTo("DENIED");
      }
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort())
              .usePlaintext()
              .build();
      try {
        assertThat(position(channel, "x-other")).isEqualTo(Status.Code.OK);
        assertThat(position(channel, "x-forwarded-for")).isEqualTo(Status.Code.PERMISSION_DENIED);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void theHealthOfAServerThatNeedsTokensIsToldOverGrpcToo() throws Exception {
    try (RunningServer server =
        RunningServer.start(
            new ServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Set.of(),
                new Security(null, false, LoopbackTrust.NEVER),
                Limits.DEFAULT,
                Duration.ZERO))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort())
              .usePlaintext()
              .build();
      try {
        assertThat(position(channel, "x-other")).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(
                HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus()
                    .name())
            .isEqualTo("SERVING");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static Status.Code position(ManagedChannel channel, String header) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), "192.0.2.1");
    try {
      ClientCalls.blockingUnaryCall(
          MetadataUtils.newAttachHeadersInterceptor(metadata)
              .interceptCall(
                  Methods.of("yardmaster.v1.EventService/GetPosition"),
                  CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                  channel),
          GetPositionRequest.getDefaultInstance());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static Yardmaster connect(RunningServer server, Credentials credentials) {
    return Yardmaster.connect("localhost:" + server.server().grpcPort(), credentials);
  }

  private static HttpClient client(TestCertificate trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("it", trusted.read().chain().getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> get(
      HttpClient client, RunningServer server, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("https://localhost:" + server.server().httpPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
