package dev.yardmaster.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.Cli;
import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.ConflictOptions;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.TaskSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code yardmaster conflicts} shows and does. */
final class ConflictsCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void report() {
    try (Yardmaster yard = Yardmaster.open(folder.resolve("yardmaster-data"))) {
      CoordinationManager manager = yard.workspace("p");
      AgentSession ann = manager.agents().register(AgentProfile.named("ann").priority(3));
      AgentSession bob = manager.agents().register(AgentProfile.named("bob").priority(7));
      manager.tasks().submit(TaskSpec.named("build"));
      manager
          .conflicts()
          .reportResourceConflict(
              ann,
              ConflictId.of("docs-owner"),
              ResourceName.of("docs/**"),
              List.of(ann.id(), bob.id()),
              ConflictOptions.MANUAL.evidence(ann.id(), Payload.text("half done")));
      manager
          .conflicts()
          .reportTaskConflict(
              ann,
              ConflictId.of("order"),
              TaskId.of("build"),
              Subject.Aspect.DEPENDENCY,
              List.of(ann.id(), bob.id()),
              ConflictOptions.MANUAL);
    }
  }

  private Cli.Result cli(String... words) {
    return new Cli(folder).execute(words);
  }

  @Test
  void openConflictsAreShownWithWhatIsKnownAndWhatToDo() {
    Cli.Result shown = cli("conflicts", "--plan", "p");
    assertThat(shown.err()).isEmpty();
    assertThat(shown.lines())
        .containsExactly(
            "docs-owner: resource docs/**, reported by ann",
            "  ann: priority 3, has not asked, evidence of 9 bytes",
            "  bob: priority 7, has not asked",
            "  waits for a person",
            "  yardmaster conflicts resolve docs-owner --winner AGENT",
            "order: a dependency of task build, reported by ann",
            "  ann: priority 3, has not asked",
            "  bob: priority 7, has not asked",
            "  waits for a person",
            "  yardmaster conflicts resolve order --winner AGENT",
            "2 open, 0 resolved")
        .allMatch(line -> line.length() <= 80);
    assertThat(cli("conflicts", "--plan", "p", "--json").lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("\"conflict\":\"docs-owner\"", "\"state\":\"PENDING\"");
  }

  @Test
  void aWinnerIsNamedOnceAndWhoMeantAnotherIsRefusedWithTheFirstResult() {
    Cli.Result resolved =
        cli("conflicts", "resolve", "order", "--plan", "p", "--winner", "ann", "--by", "ada");
    assertThat(resolved.exit()).isZero();
    assertThat(resolved.out()).contains("ann won by manual, asked by ada: ada decided");
    Cli.Result late =
        cli("conflicts", "resolve", "order", "--plan", "p", "--winner", "bob", "--by", "bea");
    assertThat(late.exit()).isNotZero();
    assertThat(late.out()).contains("ann won by manual, asked by ada");
    assertThat(cli("conflicts", "--plan", "p", "--history").lines())
        .contains("order: a dependency of task build, reported by ann")
        .last()
        .asString()
        .startsWith("1 open, 1 resolved {manual=1}");
  }

  @Test
  void anOutsiderIsRefusedWithWhatWasExpected() {
    Cli.Result refused =
        cli("conflicts", "resolve", "order", "--plan", "p", "--winner", "eve", "--by", "ada");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("Expected one of the parties [ann, bob] to win");
  }
}
