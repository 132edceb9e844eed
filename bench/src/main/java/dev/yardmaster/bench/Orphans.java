package dev.yardmaster.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * What a killed run left alive, found without its help: processes older than the rerun that work
 * below the run's folder, or that are in a process group it had recorded. Reads {@code /proc}, so
 * it judges on Linux only.
 */
final class Orphans implements Callable<Long> {
  private static final Path PROC = Path.of("/proc");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path folder;
  private final Set<Long> groups;
  private final long before;

  /**
   * One living process.
   *
   * @param ticks its start, in the kernel's hundredths of a second since boot
   */
  private record Row(long pid, long group, long ticks) {}

  private Orphans(Path folder, Set<Long> groups, long before) {
    this.folder = folder;
    this.groups = groups;
    this.before = before;
  }

  /** Of a run that was just killed; the rerun has begun, but not yet changed the folder. */
  static Orphans of(Path folder, Set<Long> groups, Process rerun) {
    return new Orphans(
        folder,
        groups,
        stat(PROC.resolve("" + rerun.pid())).map(Row::ticks).orElse(Long.MAX_VALUE));
  }

  /** The process groups that the run of this folder has on record. */
  static Set<Long> recorded(Path folder) throws IOException {
    Set<Long> found = new HashSet<>();
    Path records = folder.resolve("yardmaster-data/groups");
    if (Files.isDirectory(records)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(records, "[0-9]*.group")) {
        for (Path file : files) {
          String name = String.valueOf(file.getFileName());
          found.add(Long.valueOf(name.substring(0, name.indexOf('.'))));
        }
      }
    }
    return found;
  }

  /** How many processes work below a folder now. */
  static int below(Path folder) throws IOException {
    return new Orphans(folder, Set.of(), Long.MAX_VALUE).living().size();
  }

  /** Waits until none lives; the wall time at which one was last seen, 0 if none ever was. */
  @Override
  public Long call() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long seen = 0;
    while (!living().isEmpty() && System.nanoTime() < deadline) {
      seen = System.currentTimeMillis();
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return seen;
  }

  private Set<Long> living() throws IOException {
    Set<Long> found = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        Optional<Row> row = stat(process);
        if (row.isPresent()
            && row.get().ticks() < before
            && (groups.contains(row.get().group()) || worksBelow(process))) {
          found.add(row.get().pid());
        }
      }
    }
    return found;
  }

  private boolean worksBelow(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  /** Zombies are left out: they run nothing, and only their parent can remove them. */
  private static Optional<Row> stat(Path process) {
    try {
      String line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(
              new Row(
                  Long.parseLong(String.valueOf(process.getFileName())),
                  Long.parseLong(fields[2]),
                  Long.parseLong(fields[19])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
