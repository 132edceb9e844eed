package dev.yardmaster.cli.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where attempts' output lies: {@code <root>/<encoded task>/<attempt>.out} and {@code .err}. One
 * character stands for one, so an id of any allowed length fits a file name: {@code /} becomes
 * {@code ,} and a leading dot {@code =}, neither of which occurs in an id. (Where the file system
 * folds case, ids that differ in case only share a folder.)
 */
public record AttemptLogs(Path root) {
  private static final String OUT = ".out";

  /** The file of the attempt's standard output. */
  public Path out(String task, int attempt) {
    return folder(task).resolve(attempt + OUT);
  }

  /** The file of the attempt's standard error. */
  public Path err(String task, int attempt) {
    return folder(task).resolve(attempt + ".err");
  }

  /** The attempts of a task that left output, in ascending order. */
  public List<Integer> attempts(String task) throws IOException {
    List<Integer> found = new ArrayList<>();
    if (Files.isDirectory(folder(task))) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(task), "[0-9]*" + OUT)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          found.add(Integer.valueOf(name.substring(0, name.length() - OUT.length())));
        }
      }
    }
    return found.stream().sorted().toList();
  }

  private Path folder(String task) {
    return root.resolve(encode(task));
  }

  static String encode(String task) {
    if (task.isEmpty() || task.length() > 128 || !task.matches("[A-Za-z0-9._:/@+-]*")) {
      throw new IllegalArgumentException(
          "Expected a task id of 1 to 128 of A-Z a-z 0-9 . _ : / @ + -, but was '" + task + "'");
    }
    String name = task.replace('/', ',');
    return name.startsWith(".") ? "=" + name.substring(1) : name;
  }

  /** The task id whose folder has this name. */
  public static String decode(String folder) {
    String task = folder.replace(',', '/');
    return task.startsWith("=") ? "." + task.substring(1) : task;
  }
}
