package dev.yardmaster.cli.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.client.CircuitState;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Worker;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code yardmaster breakers} shows and does. */
final class BreakersCommandTest {
  @TempDir Path folder;

  /** "search" fails and opens for two hours; two more tasks name it. */
  @BeforeEach
  void openABreaker() {
    try (Yardmaster yard = Yardmaster.open(folder.resolve("yardmaster-data"))) {
      CoordinationManager manager = yard.workspace("p");
      manager
          .breakers()
          .declare("search", BreakerConfig.DEFAULT.failureThreshold(1).timeoutMillis(7_200_000));
      manager.breakers().declare("mail", BreakerConfig.DEFAULT.failureRate(50, 20, 10));
      manager.breakers().declare("files", BreakerConfig.DEFAULT);
      manager.tasks().submit(Task.of("first").breaker("search").retries(0));
      try (Worker worker =
          manager.work(
              AgentProfile.named("w"),
              task -> Outcome.failure("429", "slow down, ".repeat(20)).on("search"))) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> worker != null && manager.breakers().state("search") == CircuitState.OPEN);
      }
      manager.tasks().submit(Task.of("second").breaker("search"));
      manager.tasks().submit(Task.of("third").breaker("files").breaker("search"));
    }
  }

  private Cli.Result cli(String... words) {
    return new Cli(folder).execute(words);
  }

  @Test
  void eachIsShownWithWhatIsCountedWhenItTriesAgainAndHowManyTasksItStops() {
    Cli.Result shown = cli("breakers", "--plan", "p");
    assertThat(shown.err()).isEmpty();
    assertThat(shown.lines())
        .contains(
            "files: CLOSED, 0 failures counted, 5 in a row open it",
            "mail: CLOSED, 0 of the last 0 failed, 50 % of at least 10 open it",
            "3 breakers, 1 open or half-open, 2 tasks parked")
        .anyMatch(line -> line.matches("search: OPEN, tries again in (119|120) min \\d+ s.*"))
        .anyMatch(line -> line.endsWith("2 tasks parked") && !line.contains("breakers"))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void jsonTellsAllOfIt() {
    Cli.Result shown = cli("breakers", "--plan", "p", "--json");
    assertThat(shown.lines()).hasSize(3);
    assertThat(shown.lines().stream().filter(line -> line.contains("\"search\"")).toList())
        .singleElement()
        .asString()
        .contains("\"state\":\"OPEN\"", "\"parked\":2", "\"why\":\"", "\"failureThreshold\":1")
        .containsPattern("\"triesAgainMillis\":7\\d{6}[,}]");
    assertThat(shown.lines().stream().filter(line -> line.contains("\"mail\"")).toList())
        .singleElement()
        .asString()
        .contains("\"failurePercent\":50", "\"window\":20", "\"results\":0", "\"parked\":0");
  }

  @Test
  void anOperatorForcesAndResetsIt() {
    assertThat(cli("breakers", "reset", "search", "--plan", "p", "--by", "ada").lines())
        .containsExactly("search: CLOSED, 0 failures counted, 1 in a row open it");
    assertThat(cli("breakers", "--plan", "p").lines())
        .last()
        .isEqualTo("3 breakers, 0 open or half-open, 0 tasks parked");
    assertThat(cli("breakers", "force-open", "files", "--plan", "p", "--by", "ada").lines())
        .containsExactly("files: FORCED_OPEN, by ada until it is reset, 1 task parked");
    assertThat(cli("breakers", "force-closed", "files", "--plan", "p", "--by", "bea").lines())
        .containsExactly("files: FORCED_CLOSED, by bea until it is reset");
    assertThat(cli("breakers", "force-open", "agent:w", "--plan", "p", "--by", "ada").lines())
        .containsExactly("agent:w: FORCED_OPEN, by ada until it is reset");
    assertThat(cli("breakers", "--plan", "p", "--json").lines())
        .hasSize(4)
        .last()
        .asString()
        .contains("\"agent\":\"w\"", "\"by\":\"ada\"");
  }

  @Test
  void whatDoesNotExistOrIsNoNameIsRefused() {
    Cli.Result missing = cli("breakers", "reset", "serach", "--plan", "p");
    assertThat(missing.exit()).isNotZero();
    assertThat(missing.err()).contains("serach");
    Cli.Result agent = cli("breakers", "force-open", "agent:nobody", "--plan", "p");
    assertThat(agent.exit()).isNotZero();
    assertThat(agent.err()).contains("Expected agent nobody to exist");
    Cli.Result noName = cli("breakers", "reset", "no name", "--plan", "p");
    assertThat(noName.exit()).isNotZero();
    assertThat(noName.err()).contains("breaker");
  }
}
