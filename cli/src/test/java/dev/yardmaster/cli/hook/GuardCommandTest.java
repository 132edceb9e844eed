package dev.yardmaster.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.cli.Main;
import dev.yardmaster.cli.hook.HookYard.Said;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commits of a real repository, beside a real server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GuardCommandTest {
  @TempDir private Path folder;
  private Path repository;
  private HookYard yard;
  private String ann;

  @BeforeEach
  void start() throws Exception {
    repository = Files.createDirectories(folder.resolve("repository"));
    git("init", "-q");
    git("config", "user.email", "t@example.org");
    git("config", "user.name", "t");
    git("config", "commit.gpgsign", "false");
    yard = new HookYard(folder);
    ann = yard.join("ann");
  }

  @AfterEach
  void stop() {
    yard.close();
  }

  private void git(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process git =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("git.log").toFile())
            .start();
    assertThat(git.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(git.exitValue()).as(Files.readString(folder.resolve("git.log"))).isZero();
  }

  private void write(String path) throws Exception {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "1\n2\n3\n4\n5\n" + path);
    git("add", "--", path);
  }

  private Said guard(String... more) {
    List<String> words =
        new ArrayList<>(List.of("--url", yard.url(), "--repository", repository.toString()));
    words.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new CommandLine(new GuardCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOverwrittenOptionsAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Said(exit, out.toString(), err.toString());
  }

  private static void assertPasses(Said said) {
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out() + said.err()).isEmpty();
  }

  private static void assertRefused(Said said, String... texts) {
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("The commit is refused");
    assertThat(List.of(texts)).allSatisfy(text -> assertThat(said.err()).contains(text));
  }

  @Test
  void aCommitThatTouchesWhatAnotherHasLockedIsRefused() throws Exception {
    assertPasses(guard());
    write("free");
    write("docs/a b");
    assertPasses(guard("--agent", "bob"));
    String token = yard.lock(ann, "docs/**", "EXCLUSIVE");

    Said refused = guard("--agent", "bob");
    assertRefused(refused, "of 2 paths 1", "- docs/a b: agent ann has held docs/** exclusively");
    assertThat(refused.err()).doesNotContain("- free");
    assertPasses(guard("--agent", "ann"));
    assertRefused(guard(), "no --agent");

    yard.release(ann, token);
    assertPasses(guard("--agent", "bob"));
    yard.lock(ann, "free", "SHARED");
    assertRefused(guard("--agent", "bob"), "- free: agent ann has held free shared");
  }

  @ParameterizedTest
  @ValueSource(strings = {"with blank", "ümläut/日本", "quote\"back\\slash", "tab/-dash", "*"})
  void namesAreThoseOfTheFilesWhateverTheyHold(String name) throws Exception {
    write(name);
    assertPasses(guard("--agent", "bob"));
    yard.lock(ann, name.replace("\\", "\\\\").replace("\"", "\\\""), "EXCLUSIVE");
    assertRefused(guard("--agent", "bob"), "- " + name + ": agent ann");
  }

  @Test
  void aRenameTouchesBothNamesAndADeletionItsOwn() throws Exception {
    write("old name");
    write("gone");
    git("commit", "-q", "-m", "first");
    git("mv", "old name", "new name");
    git("rm", "-q", "gone");
    String token = yard.lock(ann, "old name", "EXCLUSIVE");
    assertRefused(guard("--agent", "bob"), "of 3 paths 1", "- old name");
    yard.release(ann, token);
    token = yard.lock(ann, "new name", "EXCLUSIVE");
    assertRefused(guard("--agent", "bob"), "- new name");
    yard.release(ann, token);
    yard.lock(ann, "gone", "EXCLUSIVE");
    assertRefused(guard("--agent", "bob"), "- gone");
  }

  @Test
  void aNameThatNoLockCanHaveIsLockedByTheFolderAbove() throws Exception {
    write("dir/line\nbreak");
    yard.lock(ann, "dir", "EXCLUSIVE");
    assertPasses(guard("--agent", "bob"));
    yard.lock(ann, "dir/**", "EXCLUSIVE");
    assertRefused(guard("--agent", "bob"), "agent ann has held dir/**");
  }

  @Test
  void withRequireLockEachPathMustBeTheCommittersOwn() throws Exception {
    write("a");
    write("b");
    assertRefused(
        guard("--agent", "ann", "--require-lock"), "agent ann holds no exclusive lock", "- b");
    yard.lock(ann, "a", "EXCLUSIVE");
    Said half = guard("--agent", "ann", "--require-lock");
    assertRefused(half, "of 2 paths 1", "- b");
    yard.lock(ann, "b", "SHARED");
    assertRefused(guard("--agent", "ann", "--require-lock"), "- b");
    yard.release(ann, yard.lock(ann, "c", "EXCLUSIVE"));
    yard.post("/locks/release-all", "{}", ann);
    yard.lock(ann, "a", "EXCLUSIVE");
    yard.lock(ann, "b", "EXCLUSIVE");
    assertPasses(guard("--agent", "ann", "--require-lock"));
  }

  @Test
  void whatIsNotStagedIsNoMatterAndAPrefixStandsBeforeNames() throws Exception {
    write("staged");
    Files.writeString(repository.resolve("loose"), "x");
    yard.lock(ann, "loose", "EXCLUSIVE");
    assertPasses(guard("--agent", "bob"));
    yard.lock(ann, "shop/staged", "EXCLUSIVE");
    assertPasses(guard("--agent", "bob"));
    assertRefused(guard("--agent", "bob", "--prefix", "shop"), "- staged: agent ann");
  }

  /** With the script of docs/hook.md, and a commit of one path, for which git has another index. */
  @Test
  void gitItselfIsStoppedByTheHookAndToldWhy() throws Exception {
    write("locked");
    write("free");
    yard.lock(ann, "locked", "EXCLUSIVE");
    String yardmaster =
        "'%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName());
    Matcher script =
        Pattern.compile("(?s)```sh\n(.*?)```")
            .matcher(Files.readString(Path.of("../docs/hook.md")));
    assertThat(script.find()).isTrue();
    Path hook = repository.resolve(".git/hooks/pre-commit");
    Files.createDirectories(hook.getParent());
    Files.writeString(
        hook,
        script
            .group(1)
            .replace("/path/to/yardmaster guard", yardmaster + " guard --url " + yard.url()));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));

    assertThatThrownBy(() -> git("commit", "-q", "-m", "all"))
        .hasMessageContaining("- locked: agent ann has held locked exclusively");
    git("commit", "-q", "-m", "one", "--", "free");
    assertThatThrownBy(() -> git("commit", "-q", "-m", "rest")).hasMessageContaining("of 1 path 1");
    git("commit", "-q", "--no-verify", "-m", "rest");
  }

  @Test
  void manyPathsAreListedInPart() throws Exception {
    for (int i = 0; i < 25; i++) {
      write("many/f" + i);
    }
    yard.lock(ann, "many/**", "EXCLUSIVE");
    Said refused = guard("--agent", "bob");
    assertRefused(refused, "of 25 paths 25", "- and 5 more");
    assertThat(refused.err().lines().filter(line -> line.startsWith("- many/"))).hasSize(20);
  }

  @Test
  void withoutAServerOrARepositoryACommitIsRefused() throws Exception {
    write("a");
    assertRefused(guard("--repository", folder.toString()), "git does not tell");
    yard.stop();
    assertRefused(guard(), "yardmaster serve", "--if-unreachable allow");
    Said allowed = guard("--if-unreachable", "allow");
    assertThat(allowed.exit()).isZero();
    assertThat(allowed.err()).contains("was not checked");
  }
}
