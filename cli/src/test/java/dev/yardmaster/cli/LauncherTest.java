package dev.yardmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.cli.LauncherTree.Launch;
import dev.yardmaster.cli.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script with fake JDKs and a fake Maven, always in a path with blanks. */
final class LauncherTest {
  private LauncherTree tree;

  @BeforeEach
  void copyScripts(@TempDir Path temporary) throws Exception {
    tree = new LauncherTree(temporary.resolve("a yard with  blanks"));
  }

  @Test
  void findsAJdk25WhenTheDefaultJavaIs17() throws Exception {
    Path old = tree.jdk("usr/lib/jvm/jdk-17", "17.0.15");
    Files.createSymbolicLink(tree.home().resolve("bin/java"), old.resolve("bin/java"));
    Path current = tree.jdk("usr/lib/jvm/jdk-25", "25.0.3");

    Launch launch = tree.launch("--version");

    assertThat(launch.err()).hasSize(1);
    assertThat(launch.exit()).isZero();
    assertThat(launch.out()).contains("java=" + current.resolve("bin/java"));
  }

  @Test
  void theJdkNamedInTheEnvironmentComesFirst() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25.0.3");
    Path named = tree.jdk("mine/jdk-26", "26");
    Map<String, String> environment = Map.of("YARDMASTER_JDK", named.toString());

    Launch launch = LauncherTree.ended(tree.start(script(), tree.root(), environment, "--version"));

    assertThat(launch.out()).contains("java=" + named.resolve("bin/java"));
  }

  @Test
  void withoutAJdk25ItSaysWhereItLookedAndWhatToDo() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-17", "17.0.15");

    Launch launch = tree.launch("--version");

    assertThat(launch.exit()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(launch.out()).isEmpty();
    assertThat(launch.err().getFirst()).isEqualTo("yardmaster: no JDK 25 or newer found.");
    assertThat(launch.err().getLast()).contains("set YARDMASTER_JDK");
  }

  @Test
  void withoutMavenAnUnbuiltTreeIsRefused() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    tree.removeMaven();
    Map<String, String> environment = Map.of("PATH", pathWithoutMaven());

    Launch launch = LauncherTree.ended(tree.start(script(), tree.root(), environment, "--version"));

    assertThat(launch.exit()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(launch.err().getFirst()).contains("not built yet, and no 'mvn' is on PATH");
    assertThat(lock()).doesNotExist();
  }

  @Test
  void aFailedBuildShowsTheEndOfItsLogAndIsTriedAgain() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    tree.breakBuild();

    Launch first = tree.launch("--version");
    Launch second = tree.launch("--version");

    assertThat(first.exit()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(first.out()).isEmpty();
    assertThat(first.err())
        .anyMatch(line -> line.contains("the build failed"))
        .contains("  cannot find symbol: signal box");
    assertThat(second.exit()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(tree.builds()).isEqualTo(2);
    assertThat(lock()).doesNotExist();
  }

  @Test
  void buildsOnceAndThenStartsWithoutAWord() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");

    Launch first = tree.launch("--version");
    Launch second = tree.launch("--version");

    assertThat(first.err()).singleElement().asString().contains("building", "build.log");
    assertThat(second.err()).isEmpty();
    assertThat(tree.builds()).isEqualTo(1);
    assertThat(lock()).doesNotExist();
  }

  @Test
  void buildsAgainAfterASourceChanged() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    tree.launch("--version");
    Path source = tree.root().resolve("core/src/main/A.java");

    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
    tree.launch("--version");

    assertThat(tree.builds()).isEqualTo(2);
    tree.launch("--version");
    assertThat(tree.builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainAfterASourceWasRemoved() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    tree.launch("--version");

    Files.delete(tree.root().resolve("core/src/main/A.java"));
    tree.launch("--version");

    assertThat(tree.builds()).isEqualTo(2);
  }

  @Test
  void aClientOfMcpIsNotKeptWaitingForABuild() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");

    Launch unbuilt = tree.launch("mcp");
    assertThat(unbuilt.exit()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(unbuilt.out()).isEmpty();
    assertThat(unbuilt.err().getFirst()).contains("not built yet");
    assertThat(unbuilt.err().getLast()).contains("--version' once");
    assertThat(tree.builds()).isZero();

    tree.launch("--version");
    Path source = tree.root().resolve("core/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
    Launch changed = tree.launch("mcp");
    assertThat(changed.exit()).isZero();
    assertThat(changed.out()).endsWith("mcp");
    assertThat(changed.err()).singleElement().asString().contains("before the sources changed");
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void twoAtOnceOnFirstUseBuildOnce() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Path gate = tree.home().resolve("gate");
    assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();

    Process first = tree.start(script(), tree.root(), Map.of(), "first");
    await().until(() -> tree.builds() == 1);
    Process second = tree.start(script(), tree.root(), Map.of(), "second");
    String waiting = second.errorReader().readLine();
    Files.writeString(gate, "open\n");

    assertThat(waiting).contains("waiting for the build");
    assertThat(LauncherTree.ended(first).out()).endsWith("first");
    assertThat(LauncherTree.ended(second).out()).endsWith("second");
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void aLockWhoseOwnerIsDeadIsBroken() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(lock());
    Files.writeString(lock().resolve("launcher"), dead.pid() + "\n");

    assertThat(tree.launch("--version").exit()).isZero();
    assertThat(lock()).doesNotExist();
  }

  @Test
  void aLockWhoseBuildStillRunsIsKept() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Process build = new ProcessBuilder("cat").start();
    Files.createDirectories(lock());
    Files.writeString(lock().resolve("build"), build.pid() + "\n");

    Process launcher = tree.start(script(), tree.root(), Map.of(), "--version");
    String waiting = launcher.errorReader().readLine();
    boolean kept = Files.exists(lock().resolve("build"));
    int buildsMeanwhile = tree.builds();
    build.getOutputStream().close();
    build.waitFor();

    assertThat(waiting).contains("waiting for the build");
    assertThat(kept).isTrue();
    assertThat(buildsMeanwhile).isZero();
    assertThat(LauncherTree.ended(launcher).exit()).isZero();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void aBuiltTreeThatCannotBeWrittenRunsAsItIs() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    tree.launch("--version");
    Path target = tree.root().resolve("target");
    Files.move(target, tree.home().resolve("elsewhere"));
    Files.writeString(target, "a file where a folder must be cannot be written to, even by root");
    Files.delete(tree.root().resolve("core/src/main/A.java"));

    Launch launch = tree.launch("--version");

    assertThat(launch.exit()).isZero();
    assertThat(launch.err()).isEmpty();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void anUnbuiltTreeThatCannotBeWrittenIsRefused() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Files.writeString(tree.root().resolve("target"), "");

    Launch launch = tree.launch("--version");

    assertThat(launch.exit()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(launch.err().getFirst()).contains("not built yet", "cannot be written");
  }

  @Test
  void worksThroughLinksAndKeepsTheCallersFolder() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Path folder = Files.createDirectories(tree.home().resolve("some where")).toRealPath();
    Files.createSymbolicLink(folder.resolve("near"), Path.of("../tree/yardmaster"));
    Files.createSymbolicLink(folder.resolve("far"), folder.resolve("near"));

    Process process = tree.start(folder.resolve("far"), folder, Map.of(), "run", "my plan.yaml");
    Launch launch = LauncherTree.ended(process);

    assertThat(launch.exit()).isZero();
    assertThat(launch.out()).contains("folder=" + folder).endsWith("run", "my plan.yaml");
  }

  @Test
  void javasExitCodePassesThrough() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    tree.launch("--version");

    Process process = tree.start(script(), tree.root(), Map.of("FAKE_EXIT", "42"), "run");

    assertThat(LauncherTree.ended(process).exit()).isEqualTo(42);
  }

  @Test
  void javaTakesTheLaunchersPlaceSoThatSignalsReachIt() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");

    Launch launch = tree.launch("run");

    assertThat(launch.out()).contains("pid=" + launch.pid());
  }

  @Test
  void javaGetsTheClassPathTheCacheAndTheUsersOptions() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Map<String, String> environment = Map.of("YARDMASTER_JAVA_OPTS", "-Xmx1g -Da=b");

    Launch launch = LauncherTree.ended(tree.start(script(), tree.root(), environment, "run"));

    Path target = tree.root().toRealPath().resolve("cli/target");
    assertThat(launch.out())
        .contains("-Xmx1g", "-Da=b", "-XX:AOTCache=" + target.resolve("yardmaster.aot"))
        .contains("-XX:+UseSerialGC")
        .containsSequence(
            "-cp",
            target.resolve("yardmaster-cli-1.jar")
                + ":"
                + target.resolve("lib/yardmaster-core-1.jar"),
            "dev.yardmaster.cli.Main",
            "run");
  }

  @Test
  void javaGetsOneCollectorAndTheUsersChoiceOfItCounts() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Map<String, String> environment = Map.of("YARDMASTER_JAVA_OPTS", "-Xmx1g -XX:+UseZGC");

    Launch launch = LauncherTree.ended(tree.start(script(), tree.root(), environment, "serve"));

    assertThat(launch.out())
        .contains("-XX:+UseZGC")
        .doesNotContain("-XX:+UseSerialGC", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=3");
  }

  @Test
  void aServerHasTheCollectorOfShortPausesWhateverElseStartsSoonest() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");

    assertThat(tree.launch("serve").out())
        .contains("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=3")
        .doesNotContain("-XX:+UseSerialGC");
    assertThat(tree.launch("run", "serve").out())
        .contains("-XX:+UseSerialGC")
        .doesNotContain("-XX:+UseG1GC");
  }

  @Test
  void whatTheUserWantsLoggedIsNotTurnedOffWithTheTalkOfTheCache() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");
    Map<String, String> environment = Map.of("YARDMASTER_JAVA_OPTS", "-Xlog:gc*:file=a.log");

    Launch launch = LauncherTree.ended(tree.start(script(), tree.root(), environment, "serve"));

    assertThat(launch.out()).containsSubsequence("-Xlog:disable", "-Xlog:gc*:file=a.log", "-cp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "bench", "guard", "hook", "mcp"})
  void clientsOfAServerDoWithoutTheSecondCompiler(String command) throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");

    tree.launch("--version"); // builds, which `mcp` does not
    assertThat(tree.launch(command, "--url=u").out()).contains("-XX:TieredStopAtLevel=1");
  }

  @Test
  void whatComputesForLongHasBothCompilers() throws Exception {
    tree.jdk("usr/lib/jvm/jdk-25", "25");

    assertThat(tree.launch("serve").out())
        .contains("serve")
        .doesNotContain("-XX:TieredStopAtLevel=1");
    assertThat(tree.launch("run", "bench").out()).doesNotContain("-XX:TieredStopAtLevel=1");
    assertThat(tree.launch().out()).doesNotContain("-XX:TieredStopAtLevel=1");
  }

  private Path script() {
    return tree.root().resolve("yardmaster");
  }

  private Path lock() {
    return tree.root().resolve("target/launcher/lock");
  }

  /** The system's tools without a Maven that the machine may have among them. */
  private String pathWithoutMaven() throws Exception {
    Path tools = Files.createDirectories(tree.home().resolve("tools"));
    for (String tool :
        List.of("dirname", "readlink", "find", "cat", "mkdir", "rm", "rmdir", "sleep")) {
      Path usual = Path.of("/usr/bin", tool);
      Path there = Files.exists(usual) ? usual : Path.of("/bin", tool);
      LauncherTree.executable(tools.resolve(tool), "#!/bin/sh\nexec " + there + " \"$@\"\n");
    }
    return tools.toString();
  }
}
