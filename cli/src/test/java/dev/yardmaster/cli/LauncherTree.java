package dev.yardmaster.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A copy of the launcher's scripts in a folder of its own, with fake JDKs and a fake Maven.
 *
 * <p>The fake {@code java} prints its JDK, process id, folder and arguments, one a line; the fake
 * {@code mvn} notes that it ran and makes the jars. The scripts' system folders are moved below the
 * fake home, so that the machine's own JDKs are not found.
 */
final class LauncherTree {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final String JAVA =
      """
      #!/bin/sh
      for word in "$@"; do
        case $word in
          -XX:AOTMode=*) making=yes ;;
          -XX:AOTCache=*) cache=${word#*=} ;;
        esac
      done
      if [ "${making:-}" = yes ]; then
        [ -z "${cache:-}" ] || echo cache >"$cache"
        exit 0
      fi
      echo "java=$0"
      echo "pid=$$"
      echo "folder=$(pwd)"
      for word in "$@"; do echo "$word"; done
      exit "${FAKE_EXIT:-0}"
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      echo run >>"$HOME/mvn.log"
      if [ -p "$HOME/gate" ]; then read -r open <"$HOME/gate"; fi
      if [ -f "$HOME/broken" ]; then
        echo "cannot find symbol: signal box"
        exit 1
      fi
      cd "$(dirname -- "$0")/../tree"
      mkdir -p cli/target/lib
      echo jar >cli/target/yardmaster-cli-1.jar
      echo jar >cli/target/lib/yardmaster-core-1.jar
      """;

  /** What one launch printed and ended with. */
  record Launch(long pid, int exit, List<String> out, List<String> err) {}

  private final Path home;
  private final Path root;

  LauncherTree(Path home) throws IOException {
    this.home = Files.createDirectories(home);
    this.root = Files.createDirectories(home.resolve("tree"));
    for (String script : List.of("yardmaster", "build")) {
      executable(root.resolve(script), Files.readString(REPOSITORY.resolve(script)));
    }
    String findJdk = Files.readString(REPOSITORY.resolve("find-jdk"));
    Files.writeString(
        root.resolve("find-jdk"), findJdk.replaceAll(" /(usr|opt|Library)/", " \"\\$HOME\"/$1/"));
    Files.writeString(Files.createDirectories(root.resolve("core/src/main")).resolve("A.java"), "");
    Files.writeString(root.resolve("pom.xml"), "");
    maven();
  }

  Path root() {
    return root;
  }

  Path home() {
    return home;
  }

  /** A JDK below the fake home; {@code path} is relative to it. */
  Path jdk(String path, String version) throws IOException {
    Path jdk = home.resolve(path);
    executable(jdk.resolve("bin/java"), JAVA);
    executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private void maven() throws IOException {
    executable(home.resolve("bin/mvn"), MAVEN);
  }

  void removeMaven() throws IOException {
    Files.delete(home.resolve("bin/mvn"));
  }

  void breakBuild() throws IOException {
    Files.writeString(home.resolve("broken"), "");
  }

  /** How often Maven ran. */
  int builds() throws IOException {
    Path log = home.resolve("mvn.log");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  Launch launch(String... words) throws Exception {
    return ended(start(root.resolve("yardmaster"), root, Map.of(), words));
  }

  Process start(Path script, Path folder, Map<String, String> environment, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("YARDMASTER_") || name.equals("JAVA_HOME"));
    variables.put("HOME", home.toString());
    variables.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
    variables.put("YARDMASTER_JDK", "");
    variables.putAll(environment);
    return builder.start();
  }

  /** Waits for the end; output is small enough for a pipe. */
  static Launch ended(Process process) throws Exception {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the launcher did not end within 60 s");
    }
    List<String> out = process.inputReader(StandardCharsets.UTF_8).readAllLines();
    List<String> err = process.errorReader(StandardCharsets.UTF_8).readAllLines();
    return new Launch(process.pid(), process.exitValue(), out, err);
  }

  static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + file);
    }
  }
}
