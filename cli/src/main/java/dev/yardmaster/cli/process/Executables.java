package dev.yardmaster.cli.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The shell's rule for finding a program: a name with a slash is a path, others are in PATH. */
final class Executables {
  private Executables() {}

  static Optional<Path> find(String program, String searchPath, Path folder) {
    if (program.isEmpty()) {
      return Optional.empty();
    }
    if (program.contains("/")) {
      return Optional.of(folder.resolve(program)).filter(Executables::runs);
    }
    for (String entry : searchPath.split(":", -1)) {
      Path candidate = folder.resolve(entry).resolve(program);
      if (runs(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean runs(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
