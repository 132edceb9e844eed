package dev.yardmaster.engine.log;

import java.nio.file.Path;

/** A program that tries to open a log folder and prints what came of it. */
final class OpenFolder {
  private OpenFolder() {}

  public static void main(String[] arguments) {
    try (FileLog log = FileLog.open(Path.of(arguments[0]), FileLogTest.SMALL)) {
      System.out.println("opened, last record " + log.lastIndex());
    } catch (LogException e) {
      System.out.println(e.kind() + ": " + e.getMessage());
    }
  }
}
