package dev.yardmaster.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that is killed at any moment and run again ends as if it had not been. */
final class KilledPlanTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long SEED = Long.getLong("yardmaster.seed", 20261123L);
  private static final int KILLS = Integer.getInteger("yardmaster.kills", 3);
  private static final int WIDTH = 12;
  private static final int DEPTH = 4;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void killedAtRandomMomentsAndRunAgainEveryTaskSucceedsOnce() throws Exception {
    writePlan();
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      Process run = ChildRun.start(folder, "--agents", "4");
      // The moment is what is random here; nothing waits for it.
      boolean ended = run.waitFor(1_500 + random.nextInt(1_500), TimeUnit.MILLISECONDS);
      run.destroyForcibly().waitFor();
      assertThat(ended && run.exitValue() != 0).as(log(kill)).isFalse();
    }
    Process last = ChildRun.start(folder, "--agents", "4");
    assertThat(last.waitFor()).as(log(KILLS)).isZero();

    List<JsonNode> history =
        new Cli(folder).execute("history", "--json").lines().stream().map(JSON::readTree).toList();
    Map<String, Integer> successes = new HashMap<>();
    Set<String> startedAfterSuccess = new HashSet<>();
    List<String> dead = new ArrayList<>();
    for (JsonNode event : history) {
      String task = event.get("subject").asString("");
      switch (event.get("kind").asString()) {
        case "TaskSucceeded" -> successes.merge(task, 1, Integer::sum);
        case "TaskStarted" -> {
          if (successes.containsKey(task)) {
            startedAfterSuccess.add(task);
          }
        }
        case "TaskFailed", "TaskSkipped", "TaskCancelled", "AttemptFailed" -> dead.add(task);
        default -> {}
      }
    }
    assertThat(successes)
        .as(log(-1))
        .hasSize(WIDTH * DEPTH)
        .allSatisfy((task, times) -> assertThat(times).as(task).isEqualTo(1));
    assertThat(startedAfterSuccess).as(log(-1)).isEmpty();
    assertThat(dead).as(log(-1)).isEmpty();
    assertThat(new Cli(folder).execute("verify").exit()).isZero();
    // Each attempt writes its own process id first: none of them may live on.
    for (String pid : Files.readAllLines(folder.resolve("pids"))) {
      assertThat(ProcessHandle.of(Long.parseLong(pid))).as(log(-1)).isEmpty();
    }
    try (DirectoryStream<Path> groups =
        Files.newDirectoryStream(folder.resolve("yardmaster-data/groups"))) {
      assertThat(groups).isEmpty();
    }
  }

  private void writePlan() throws IOException {
    StringBuilder plan = new StringBuilder("name: killed\ntasks:\n");
    for (int depth = 0; depth < DEPTH; depth++) {
      for (int i = 0; i < WIDTH; i++) {
        String before =
            depth == 0
                ? ""
                : "dependsOn: [t-%d-%d, t-%d-%d], "
                    .formatted(depth - 1, i, depth - 1, (i + 1) % WIDTH);
        plan.append(
            "  - {id: t-%d-%d, type: t, %srun: 'echo $$ >> pids; sleep 0.%d'}%n"
                .formatted(depth, i, before, 1 + (i + depth) % 4));
      }
    }
    Files.writeString(folder.resolve("plan.yaml"), plan.toString());
  }

  private String log(int run) throws IOException {
    Path log = folder.resolve("run.log");
    return "seed "
        + SEED
        + ", run "
        + run
        + "\n"
        + (Files.exists(log) ? Files.readString(log) : "");
  }
}
