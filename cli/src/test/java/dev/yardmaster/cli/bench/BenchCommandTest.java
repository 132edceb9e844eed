package dev.yardmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BenchCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ME = Long.toString(ProcessHandle.current().pid());

  private static Engine engine;
  private static YardmasterServer server;

  @BeforeAll
  static void start() throws Exception {
    engine = Engine.inMemory(EngineOptions.of(CoordinationConfig.defaults()));
    server = YardmasterServer.start(engine, ServerOptions.loopback(0, 0));
  }

  @AfterAll
  static void stop() {
    server.close();
    engine.close();
  }

  private static Cli.Result bench(String... more) {
    List<String> words = new ArrayList<>(List.of("bench"));
    List<String> usual =
        List.of(
            "--server=127.0.0.1:" + server.grpcPort(),
            "--http=http://127.0.0.1:" + server.httpPort(),
            "--seconds=1",
            "--warm-up=0",
            "--agents=4",
            "--outstanding=16");
    for (String word : usual) {
      String option = word.substring(0, word.indexOf('=') + 1);
      if (Arrays.stream(more).noneMatch(said -> said.startsWith(option))) {
        words.add(word);
      }
    }
    words.addAll(Arrays.asList(more));
    return new Cli(Path.of("")).execute(words.toArray(String[]::new));
  }

  /** All at the same time, since each takes its second. */
  private static Map<String, Cli.Result> each(String... more) throws Exception {
    Map<String, Future<Cli.Result>> runs = new TreeMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (LoadName load : LoadName.values()) {
        for (By by : By.values()) {
          List<String> words = new ArrayList<>(List.of("--load=" + load, "--by=" + by));
          words.addAll(Arrays.asList(more));
          runs.put(load + " by " + by, threads.submit(() -> bench(words.toArray(String[]::new))));
        }
      }
    }
    Map<String, Cli.Result> results = new TreeMap<>();
    for (Map.Entry<String, Future<Cli.Result>> run : runs.entrySet()) {
      results.put(run.getKey(), run.getValue().get());
    }
    return results;
  }

  @Test
  void eachLoadByEachWayIsMeasuredAndAddsUp() throws Exception {
    each("--server-pid=" + ME)
        .forEach((name, run) -> {
          assertThat(run.exit()).as(name + run.err() + run.out()).isZero();
          assertThat(run.out())
              .as(name)
              .containsIgnoringCase(name)
              .contains("checked: ")
              .containsPattern("server: [\\d,]+ MiB resident")
              .containsPattern("this client: [\\d,.]+ s of CPU")
              .doesNotContain("DISCREPANCY", "FAILED");
          assertThat(run.lines()).as(name).allMatch(line -> line.length() <= 80);
        });
  }

  @Test
  void byARateEachStageOfWhatBeganIsCountedAndToldToMachines() throws Exception {
    each("--rate=20", "--json")
        .forEach((name, run) -> {
          assertThat(run.exit()).as(name + run.err() + run.out()).isZero();
          JsonNode json = JSON.readTree(run.out());
          assertThat(json.path("attached").asInt()).as(name).isEqualTo(4);
          assertThat(json.path("discrepancies")).as(name).isEmpty();
          assertThat(json.path("ownCpuMicros").asLong()).as(name).isPositive();
          json.path("stages")
              .properties()
              .forEach(stage -> {
                assertThat(stage.getValue().path("count").asInt())
                    .as(name + " " + stage.getKey())
                    .isEqualTo(json.at("/kept/begun").asInt())
                    .isEqualTo(json.path("ended").asInt())
                    .isPositive();
                assertThat(stage.getValue().path("p50Micros").asInt())
                    .as(name)
                    .isPositive()
                    .isLessThanOrEqualTo(stage.getValue().path("maxMicros").asInt());
              });
        });
  }

  @Test
  void agentsLeaveAndOfTheWorkspaceEndedTasksAloneStay() {
    Cli.Result run = bench("--load=tasks", "--rate=10", "--workspace=own");

    assertThat(run.exit()).as(run.err() + run.out()).isZero();
    try (Yardmaster yard = Yardmaster.connect("127.0.0.1:" + server.grpcPort())) {
      assertThat(yard.workspace("own").agents().list(100))
          .hasSize(4)
          .noneMatch(agent -> agent.status().isAttached());
      assertThat(yard.workspace("own").tasks().list(null, null, 1_000))
          .isNotEmpty()
          .allMatch(task -> task.state().name().isEnded());
    }
  }

  @Test
  void aServerThatIsNotThereIsToldByEachWay() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    for (String[] words :
        new String[][] {
          {"--by=grpc", "--server=127.0.0.1:" + nobody},
          {"--by=http", "--http=http://127.0.0.1:" + nobody}
        }) {
      Cli.Result run = bench("--load=idle", words[0], words[1]);

      assertThat(run.exit()).as(run.out()).isEqualTo(ExitCode.UNAVAILABLE.code());
      assertThat(run.err()).contains("The server cannot be reached").contains("yardmaster serve");
    }
  }

  @Test
  void whatCannotBeDoneIsRefusedBeforeAnythingIs() {
    Map<String, String> wrong =
        Map.of(
            "--agents=0", "Expected --agents of 1 to 10,000, got 0",
            "--agents=10001", "Expected --agents of 1 to 10,000, got 10001",
            "--slots=501", "Expected --slots of 1 to 500, got 501",
            "--rate=-1", "Expected --rate of 0 to 1,000,000 per second, got -1.0",
            "--rate=NaN", "Expected --rate of 0 to 1,000,000 per second, got NaN",
            "--outstanding=0", "Expected --outstanding of 1 to 100,000, got 0",
            "--seconds=0", "Expected --seconds of 1 to 86,400, got 0",
            "--warm-up=-1", "Expected --warm-up of 0 to 3,600, got -1",
            "--workspace=a b", "Expected the workspace name \"a b\"",
            "--server-pid=4194305", "Expected --server-pid to be a process of this machine");
    wrong.forEach((word, told) -> {
      Cli.Result run = bench("--load=idle", word);

      assertThat(run.exit()).as(word + run.out()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(run.err()).as(word).contains(told);
    });
    assertThat(bench("--load=idle", "--by=http", "--http=nowhere").err())
        .contains("Expected http://HOST:PORT for --http, got 'nowhere'");
    assertThat(bench("--load=everything").exit()).isEqualTo(ExitCode.USAGE.code());
    assertThat(bench().exit()).isEqualTo(ExitCode.USAGE.code());
  }
}
