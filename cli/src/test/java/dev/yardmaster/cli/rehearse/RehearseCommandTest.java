package dev.yardmaster.cli.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class RehearseCommandTest {
  private static final String DIAMOND =
      """
      name: diamond
      resources: [{id: gpu, capacity: 1}]
      tasks:
        - {id: join, dependsOn: [left, {id: right, on: completion}], run: x, approval: true}
        - {id: left, dependsOn: [first], run: x, locks: [{resource: gpu, permits: 1}]}
        - {id: right, dependsOn: [first], run: x, locks: [{resource: gpu, permits: 1}]}
        - {id: first, run: x, notBefore: 5m}
      """;

  private static final String INSTANCE =
      """
      {"name": "two", "schemaVersion": "1.5", "workflow": {
        "specification": {"tasks": [
          {"id": "a b", "name": "make_1", "parents": [], "children": ["c"]},
          {"id": "c", "name": "use_1", "parents": ["a b"], "children": []}]},
        "execution": {"tasks": [
          {"id": "a b", "runtimeInSeconds": 2}, {"id": "c", "runtimeInSeconds": 4}]}}}
      """;

  private record Ran(int exit, String out, String err) {}

  @TempDir private Path folder;

  @Test
  void aChainTakesItsRuntimesOverTheSpeedAndMeetsTheBound() throws Exception {
    JsonNode report = json(write("two.json", INSTANCE), "--speeds", "2", "--strategy", "fastest");

    assertThat(report.get("lowerBoundMillis").asLong()).isEqualTo(3_000);
    assertThat(report.get("outcomes")).hasSize(1);
    assertThat(report.get("outcomes").get(0).get("makespanMillis").asLong()).isEqualTo(3_000);
    assertThat(report.get("outcomes").get(0).get("utilization").asDouble()).isEqualTo(1);
  }

  @Test
  void theTableShowsEveryStrategyWithAndWithoutStealingWithin80Columns() throws Exception {
    Ran ran = run(write("plan.yaml", DIAMOND), "--speeds", "1,1,2,4", "--prefetch", "2");

    assertThat(ran.exit()).isEqualTo(ExitCode.OK.code());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(ran.out())
        .contains("diamond: 4 tasks", "assumed, 1 to 60 s per type", "4 agents of speeds 1,1,2,4");
    for (String strategy :
        List.of("round-robin", "least-loaded", "capability", "affinity", "fastest")) {
      assertThat(ran.out().lines().filter(line -> line.startsWith(strategy + " "))).hasSize(2);
    }
  }

  @Test
  void withoutPrefetchThereIsNothingToSteal() throws Exception {
    JsonNode report = json(write("plan.yaml", DIAMOND));

    assertThat(report.get("outcomes")).hasSize(5);
    assertThat(report.get("agents")).hasSize(8);
    report
        .get("outcomes")
        .forEach(outcome -> assertThat(outcome.get("stealing").asBoolean()).isFalse());
  }

  @Test
  void noMakespanIsBelowTheBoundAndLocksAreHonoured() throws Exception {
    JsonNode report = json(write("plan.yaml", DIAMOND), "--agents", "3", "--noise", "0.5");

    report
        .get("outcomes")
        .forEach(outcome ->
            // left and right share one permit, so all four run one after another
            assertThat(outcome.get("makespanMillis").asLong())
                .isCloseTo(report.get("workMillis").asLong(), Offset.offset(5L)));
  }

  @Test
  void theSameSeedGivesTheSameOutputAndAnotherSeedAnother() throws Exception {
    String plan = write("plan.yaml", DIAMOND);
    String[] options = {plan, "--json", "--prefetch", "1", "--noise", "0.2", "--seed", "7"};

    String first = run(options).out();

    assertThat(run(options).out()).isEqualTo(first);
    options[7] = "8";
    assertThat(run(options).out()).isNotEqualTo(first);
  }

  @Test
  void agentsThatThePlanDeclaresAreTaken() throws Exception {
    String plan =
        """
        name: p
        agents:
          - {id: w, count: 2, capabilities: [shell], maxConcurrentTasks: 2, prefetch: 1}
          - {id: r, capabilities: [review], labels: {zone: eu}}
        tasks:
          - {id: a, run: x, capabilities: [shell], agent: w-2}
          - {id: b, run: x, capabilities: [review], selector: {zone: eu}, dependsOn: [a]}
        """;

    JsonNode report = json(write("plan.yaml", plan), "--speeds", "1,3");

    assertThat(report.get("agents")).hasSize(3);
    assertThat(report.get("agents").get(1).get("speed").asDouble()).isEqualTo(3);
    assertThat(report.get("agents").get(1).get("maxConcurrentTasks").asInt()).isEqualTo(2);
    assertThat(run(write("plan.yaml", plan), "--agents", "3").err())
        .contains("declares its agents, so --agents cannot be used; leave it out");
  }

  @Test
  void badWordsAreRefusedWithWhatWasExpected() throws Exception {
    String plan = write("plan.yaml", DIAMOND);

    assertRefused(ExitCode.USAGE, "Expected --strategy all or one of", plan, "--strategy", "luck");
    assertRefused(ExitCode.USAGE, "Expected --agents of 1 to 1000", plan, "--agents", "0");
    assertRefused(ExitCode.USAGE, "Expected --speeds of 0.001", plan, "--speeds", "1,0");
    assertRefused(ExitCode.USAGE, "Expected --prefetch of 0 to 500", plan, "--prefetch", "-1");
    assertRefused(ExitCode.USAGE, "Expected --noise of 0 to 0.9", plan, "--noise", "2");
    assertRefused(ExitCode.REFUSED, "cannot be read", folder.resolve("none").toString());
    assertRefused(ExitCode.REFUSED, "bad.yaml", write("bad.yaml", "name: ["));
    assertRefused(
        ExitCode.REFUSED,
        "expected WfFormat 1.5",
        write("old.json", "{\"schemaVersion\": \"1.3\"}"));
  }

  private void assertRefused(ExitCode code, String message, String... words) {
    Ran ran = run(words);
    assertThat(ran.exit()).as(ran.err()).isEqualTo(code.code());
    assertThat(ran.err()).contains(message);
    assertThat(ran.out()).isEmpty();
  }

  private String write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static JsonNode json(String file, String... options) {
    List<String> words = new ArrayList<>(List.of(file, "--json"));
    words.addAll(List.of(options));
    Ran ran = run(words.toArray(String[]::new));
    assertThat(ran.err()).isEmpty();
    return JsonMapper.shared().readTree(ran.out());
  }

  private static Ran run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        new CommandLine(new RehearseCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler((refused, _) -> {
              refused.getCommandLine().getErr().println(refused.getMessage());
              return ExitCode.USAGE.code();
            })
            .setExecutionExceptionHandler((thrown, command, _) -> {
              command.getErr().println(thrown.getMessage());
              return thrown instanceof CommandFailure failure
                  ? failure.exitCode().code()
                  : ExitCode.INTERNAL.code();
            })
            .execute(words);
    return new Ran(exit, out.toString(), err.toString());
  }
}
