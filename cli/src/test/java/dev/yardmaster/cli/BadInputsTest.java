package dev.yardmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.plan.BadPlans;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad inputs of every kind, each with its message and its exit code. */
final class BadInputsTest {
  @TempDir private Path folder;

  @BeforeEach
  void writePlan() throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        name: good
        params: {needed: {description: no default}, other: x}
        tasks:
          - {id: only, run: "true"}
        """);
    Files.writeString(
        folder.resolve("two.yaml"),
        """
        name: two
        agents: [{id: a}, {id: b}]
        tasks:
          - {id: only, run: "true"}
        """);
    Files.writeString(folder.resolve("file"), "no folder");
  }

  static Stream<BadPlans> plans() {
    return BadPlans.all().stream();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void aBadPlanIsRefusedWithItsPlaces(BadPlans bad) throws IOException {
    Files.writeString(folder.resolve(BadPlans.FILE), bad.plan());

    Cli.Result result = cli().execute("run", BadPlans.FILE);

    assertThat(result.exit()).isEqualTo(ExitCode.REFUSED.code());
    String name = folder.resolve(BadPlans.FILE).toString();
    assertThat(result.err().replace(name, BadPlans.FILE).replace("yardmaster: ", ""))
        .isEqualTo(bad.messages());
    assertThat(folder.resolve("yardmaster-data")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          derail                                   | 64 | Unmatched argument at index 0: 'derail'
          run                                      | 64 | Missing required parameter: 'PLAN'
          run plan.yaml extra                      | 64 | Unmatched argument at index 2: 'extra'
          run plan.yaml --agent 3                  | 64 | Unknown options: '--agent', '3'
          run plan.yaml --agents many              | 64 | 'many' is not an int
          run plan.yaml --agents                   | 64 | Missing required parameter for option '--agents'
          check                                    | 64 | Missing required parameter: 'PLAN'
          graph plan.yaml --format svg             | 64 | expected one of
          import                                   | 64 | this release knows 'wfformat'
          import cwl x                             | 64 | Unmatched
          import wfformat x                        | 64 | Missing required option: '--output=PLAN'
          import wfformat x -o y --time-scale fast | 64 | 'fast' is not a double
          explain                                  | 64 | Missing required parameter: 'TASK'
          restore one                              | 64 | Missing required parameter: 'DIR'
          run nowhere.yaml                         | 2  | there is no such plan file
          run .                                    | 2  | expected a plan file, but it is a folder
          run plan.yaml                            | 2  | needs a value for 'needed'; add --param needed=VALUE
          run plan.yaml --param needed             | 2  | Expected --param NAME=VALUE
          run plan.yaml --param neded=1            | 2  | has no parameter 'neded'
          run plan.yaml --param needed=1 --agents 0 | 2 | Expected --agents of 1 to 10000, got 0
          run two.yaml --agents 3                  | 2  | names 2 kinds of agents
          run two.yaml --strategy best             | 2  | Expected --strategy of capability, round-robin
          check file                               | 2  | file:1:1
          graph nowhere.yaml                       | 2  | there is no such plan file
          import wfformat nowhere -o out.yaml      | 2  | there is no such file
          import wfformat plan.yaml -o out.yaml    | 2  | plan.yaml
          status                                   | 2  | there is no such data folder
          status --data file                       | 2  | but it is a file
          status --data .                          | 2  | holds no Yardmaster log
          history --data none                      | 2  | there is no such data folder
          logs task --data none                    | 2  | there is no such data folder
          verify --data none                       | 2  | there is no such data folder
          backup copy --data none                  | 2  | there is no such data folder
          restore none copy                        | 2  | there is no such backup folder
          run two.yaml --data file                 | 2  | but it is a file
          run two.yaml --data .                    | 2  | is not a data folder, it holds
          run two.yaml --data file/below           | 73 | file
          run two.yaml --data /proc/yardmaster     | 73 | /proc/yardmaster
          """)
  void badWordsAndFoldersAreRefused(String words, int exit, String message) {
    assertRefused(exit, message, words.strip().split(" +"));
  }

  @Test
  void tasksAndQueriesThatDoNotFitAreRefused() {
    assertThat(cli().execute("run", "two.yaml").exit()).isZero();

    assertRefused(2, "no task 'none'", "explain", "none");
    assertRefused(2, "no task 'none'", "approve", "none");
    assertRefused(2, "a b", "cancel", "a b");
    assertRefused(2, "only", "retry", "only");
    assertRefused(2, "only", "approve", "only");
    assertRefused(2, "no attempt of 'none' left output", "logs", "none");
    assertRefused(2, "expected --attempt of [1]", "logs", "only", "--attempt", "9");
    assertRefused(2, "the history refused: ", "history", "--sql", "DELETE FROM events");
    assertRefused(2, "the history refused: ", "history", "--sql", "SELECT nonsense");
    assertRefused(73, "empty or absent", "backup", ".");
  }

  @Test
  void theFolderOfAPlanThatNeverRanIsTold() throws IOException {
    assertThat(cli().execute("run", "two.yaml").exit()).isZero();
    Files.delete(folder.resolve("yardmaster-data/current-plan"));

    assertRefused(2, "name it with --plan", "status");
  }

  @Test
  void aDamagedLogIsNotServed() throws IOException {
    assertThat(cli().execute("run", "two.yaml").exit()).isZero();
    flipBit(largestLogFile(), 700);

    assertRefused(65, "Nothing was changed", "run", "two.yaml");
    assertRefused(65, "Nothing was changed", "status");
    assertRefused(65, "Nothing was changed", "verify");
  }

  @Test
  void aLogOfAnotherFormatIsNotServed() throws IOException {
    assertThat(cli().execute("run", "two.yaml").exit()).isZero();
    Path format = folder.resolve("yardmaster-data/log/format");
    Files.writeString(format, Files.readString(format).replaceFirst("[0-9]+", "99"));

    assertRefused(65, "format", "run", "two.yaml");
  }

  @Test
  void aBackupThatIsNotWholeIsNotRestored() throws IOException {
    Files.createDirectory(folder.resolve("empty"));

    assertRefused(65, "empty", "restore", "empty", "again");
  }

  @Test
  void aProgramOrFolderThatIsMissingFailsTheAttemptWithTheNextStep() throws IOException {
    Files.writeString(
        folder.resolve("missing.yaml"),
        """
        name: missing
        defaults: {retry: {maxRetries: 0}}
        tasks:
          - {id: program, run: [no-such-program]}
          - {id: folder, run: "true", cwd: nowhere}
        """);

    Cli.Result run = cli().execute("run", "missing.yaml");

    assertThat(run.exit()).isEqualTo(ExitCode.TASKS_FAILED.code());
    assertThat(run.out())
        .contains("no-such-program", "install it or correct 'run'")
        .contains("nowhere", "create it or change cwd");
  }

  private void assertRefused(int exit, String message, String... words) {
    Cli.Result result = cli().execute(words);

    assertThat(result.err()).as(List.of(words).toString()).contains(message);
    assertThat(result.err()).as(List.of(words).toString()).startsWith("yardmaster: ");
    assertThat(result.err()).doesNotContain("\tat ");
    assertThat(result.exit()).as(List.of(words).toString()).isEqualTo(exit);
    assertThat(result.out()).isEmpty();
  }

  private Path largestLogFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("yardmaster-data/log"))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(".seg"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flipBit(Path file, long offset) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ 4)).rewind();
      channel.write(one, offset);
    }
  }

  private Cli cli() {
    return new Cli(folder);
  }
}
