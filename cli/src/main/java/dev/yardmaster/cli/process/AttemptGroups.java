package dev.yardmaster.cli.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The folder that names every running process group, one file {@code <group>.group} each with the
 * boot it belongs to and its leader's start. Written before the command starts, removed after the
 * group was killed; not fsynced, since what loses it loses the processes too.
 */
public final class AttemptGroups {
  /** How long a killed group may take to vanish before it is reported as remaining. */
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private static final String SUFFIX = ".group";

  private final Path folder;

  AttemptGroups(Path folder) {
    this.folder = folder;
  }

  /** A process group: its leader's process id, and that process's start as the system tells it. */
  public record Group(long id, String start) {
    public Group {
      if (id <= 1) {
        throw new IllegalArgumentException("Expected a group of its own, but was " + id);
      }
    }
  }

  /** What a rerun found: groups that went by themselves, that were killed, and that remain. */
  public record Report(List<Group> gone, List<Group> killed, List<Group> remaining) {}

  void record(Group group) throws IOException {
    Files.writeString(file(group), boot() + "\n" + group.start() + "\n");
  }

  void forget(Group group) throws IOException {
    Files.deleteIfExists(file(group));
  }

  /**
   * Waits until every group recorded by an earlier run is gone, and kills what is left after the
   * patience. Call it with the data folder's lock held: the recording run must be dead.
   */
  public static Report awaitGone(Path folder, Duration patience)
      throws IOException, InterruptedException {
    AttemptGroups groups = new AttemptGroups(folder);
    List<Group> recorded = groups.recorded();
    List<Group> late = awaitGone(recorded, patience);
    for (Group group : late) {
      kill(group);
    }
    List<Group> remaining = awaitGone(late, AFTER_KILL);
    for (Group group : recorded) {
      if (!remaining.contains(group)) {
        groups.forget(group);
      }
    }
    return new Report(
        recorded.stream().filter(group -> !late.contains(group)).toList(),
        late.stream().filter(group -> !remaining.contains(group)).toList(),
        remaining);
  }

  /** Kills what is left of a group whose guardian ended before its time, or cannot act. */
  void end(Group group) throws IOException, InterruptedException {
    if (ProcessTable.read().hasMember(group)) {
      kill(group);
      List<Group> remaining = awaitGone(List.of(group), AFTER_KILL);
      if (!remaining.isEmpty()) {
        throw new IOException(
            "Expected process group " + group.id() + " to be gone after SIGKILL, but it is not");
      }
    }
  }

  private List<Group> recorded() throws IOException {
    List<Group> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        List<String> lines = Files.readAllLines(file);
        // Cut short: its run died before it let the command start. Another boot: nothing is left.
        if (lines.size() != 2 || !lines.getFirst().equals(boot())) {
          Files.delete(file);
          continue;
        }
        long id = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        found.add(new Group(id, lines.get(1)));
      }
    }
    return found;
  }

  /** Returns the groups that still have members after the patience. */
  private static List<Group> awaitGone(List<Group> groups, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<Group> left = groups;
    while (!left.isEmpty()) {
      ProcessTable table = ProcessTable.read();
      left = left.stream().filter(table::hasMember).toList();
      if (left.isEmpty() || System.nanoTime() - deadline >= 0) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return left;
  }

  static void kill(Group group) throws IOException, InterruptedException {
    // A group that went meanwhile makes this fail, which is as good; the caller looks again.
    new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$1\"", "kill", "" + group.id())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String boot() throws IOException {
    Path id = Path.of("/proc/sys/kernel/random/boot_id");
    return Files.isReadable(id) ? Files.readString(id).strip() : "unknown";
  }

  private Path file(Group group) {
    return folder.resolve(group.id() + SUFFIX);
  }
}
