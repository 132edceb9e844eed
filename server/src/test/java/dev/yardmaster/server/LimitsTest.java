package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.protocol.v1.EventServiceGrpc;
import dev.yardmaster.protocol.v1.WatchReply;
import dev.yardmaster.protocol.v1.WatchRequest;
import dev.yardmaster.server.RunningServer.Answer;
import dev.yardmaster.server.ServerOptions.Security;
import dev.yardmaster.server.gateway.Limits;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One caller that runs wild is told to wait, and the others are served (X9). */
@Timeout(60)
final class LimitsTest {
  private static final String AT = "/v1/workspaces/default";

  /** More calls than any limit here lets through in the time they take. */
  private static final int MANY = 10_000;

  private static RunningServer limited(Limits limits) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return RunningServer.start(
        new ServerOptions(any, any, Set.of(), Security.NONE, limits, Duration.ZERO));
  }

  private static String join(RunningServer server, String agent) throws Exception {
    return server
        .post(AT + "/agents", "{\"profile\":{\"id\":\"%s\"}}".formatted(agent))
        .body()
        .path("joined")
        .path("handle")
        .asString();
  }

  private static Answer claim(RunningServer server, String agent, String handle) throws Exception {
    return server.post(AT + "/agents/" + agent + "/claim", "{}", "Yardmaster-Agent", handle);
  }

  @Test
  void anAgentThatCallsTooOftenIsToldToWaitAndOthersAreServed() throws Exception {
    try (RunningServer server = limited(new Limits(2, MANY, 10))) {
      String wild = join(server, "wild");
      String calm = join(server, "calm");
      Answer refused = claim(server, "wild", wild);
      for (int i = 0; refused.status() == 200 && i < MANY; i++) {
        refused = claim(server, "wild", wild);
      }

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("LIMIT");
      assertThat(refused.body().path("detail").asString())
          .contains("2 calls per second")
          .contains("wild");
      assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
      assertThat(claim(server, "calm", calm).status()).isEqualTo(200);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> claim(server, "wild", wild).status() == 200);
    }
  }

  @Test
  void aWorkspaceThatIsCalledTooOftenDoesNotStopAnother() throws Exception {
    try (RunningServer server = limited(new Limits(MANY, 3, 10))) {
      Answer refused = server.get(AT + "/tasks");
      for (int i = 0; refused.status() == 200 && i < MANY; i++) {
        refused = server.get(AT + "/tasks");
      }

      assertThat(refused.code()).isEqualTo("LIMIT");
      assertThat(refused.body().path("detail").asString()).contains("workspace default");
      assertThat(server.post("/v1/workspaces", "{\"workspace\":\"other\"}").status())
          .isEqualTo(200);
      assertThat(server.get("/v1/workspaces/other/tasks").status()).isEqualTo(200);
    }
  }

  @Test
  void streamsOfBothWaysShareOneBoundAndAPlaceComesFreeWhenOneEnds() throws Exception {
    try (RunningServer server = limited(new Limits(MANY, MANY, 2))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort())
              .usePlaintext()
              .build();
      HttpResponse<InputStream> first = events(server);
      assertThat(first.statusCode()).isEqualTo(200);
      Iterator<WatchReply> second = watch(channel);
      assertThat(second.hasNext()).isTrue();

      assertThat(events(server).statusCode()).isEqualTo(429);
      assertThatThrownBy(() -> watch(channel).hasNext())
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              no -> assertThat(no.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));

      channel.shutdownNow(); // which ends the watch over gRPC
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> events(server).statusCode() == 200);
      first.body().close();
    }
  }

  private static Iterator<WatchReply> watch(ManagedChannel channel) {
    return ClientCalls.blockingServerStreamingCall(
        channel,
        EventServiceGrpc.getWatchMethod(),
        CallOptions.DEFAULT,
        WatchRequest.newBuilder().setWorkspace("default").build());
  }

  private static HttpResponse<InputStream> events(RunningServer server) throws Exception {
    return server
        .client()
        .send(
            server.request(AT + "/events", "Accept", "text/event-stream").GET().build(),
            BodyHandlers.ofInputStream());
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1"})
  void aLimitThatLetsNothingThroughIsRefused(int perAgent, int perWorkspace, int streams) {
    assertThatThrownBy(() -> new Limits(perAgent, perWorkspace, streams))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 or more");
  }
}
