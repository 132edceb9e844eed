package dev.yardmaster.cli.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The machine's processes at one moment: from {@code /proc} where it is, else from {@code ps}.
 * Zombies are left out: they write nothing, and only their parent can remove them.
 */
record ProcessTable(List<Row> rows) {
  private static final Path PROC = Path.of("/proc");

  /** One living process; the start in the system's own form, equal for the same process only. */
  record Row(long pid, long group, String start) {}

  static ProcessTable read() throws IOException {
    return Files.isReadable(PROC.resolve("self/stat")) ? ofProc() : ofPs();
  }

  static ProcessTable ofProc() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        ofStat(process).ifPresent(rows::add);
      }
    }
    return new ProcessTable(List.copyOf(rows));
  }

  static ProcessTable ofPs() throws IOException {
    ProcessBuilder ps = new ProcessBuilder("ps", "-A", "-o", "pid=,pgid=,stat=,lstart=");
    ps.environment().put("LC_ALL", "C");
    List<Row> rows = new ArrayList<>();
    for (String line : ps.start().inputReader(StandardCharsets.UTF_8).readAllLines()) {
      String[] words = line.strip().split("\\s+", 4);
      if (words.length == 4 && !words[2].startsWith("Z")) {
        rows.add(new Row(Long.parseLong(words[0]), Long.parseLong(words[1]), words[3]));
      }
    }
    return new ProcessTable(List.copyOf(rows));
  }

  /** The start of one process, or "unknown" if it is gone; one small read where /proc is. */
  static String start(long pid) throws IOException {
    Optional<Row> row =
        Files.isReadable(PROC.resolve("self/stat"))
            ? ofStat(PROC.resolve(Long.toString(pid)))
            : ofPs().rows.stream().filter(r -> r.pid == pid).findFirst();
    return row.map(Row::start).orElse("unknown");
  }

  boolean hasMember(AttemptGroups.Group group) {
    // While a group has members its id is given to no new process, so a process of that id with
    // another start proves that the group recorded is gone.
    return rows.stream().anyMatch(row -> row.group == group.id())
        && rows.stream()
            .noneMatch(row -> row.pid == group.id() && !row.start.equals(group.start()));
  }

  private static Optional<Row> ofStat(Path process) {
    try {
      String line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      int name = line.indexOf('(');
      // The name may hold blanks and parentheses: state, parent, group follow the last one, and
      // the start in ticks since boot is field 22 of proc(5).
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(
              new Row(
                  Long.parseLong(line.substring(0, name).strip()),
                  Long.parseLong(fields[2]),
                  fields[19]));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
