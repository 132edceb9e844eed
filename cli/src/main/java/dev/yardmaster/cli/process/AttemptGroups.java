package dev.yardmaster.cli.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder that names every running process group, one file {@code <group>.group} each with the
 * leader's start time and the boot it belongs to. Written before the command starts, removed after
 * the group is gone; not fsynced, since what loses it loses the processes too.
 */
public final class AttemptGroups {
  private static final Path PROC = Path.of("/proc");

  private final Path folder;

  AttemptGroups(Path folder) {
    this.folder = folder;
  }

  /** A process group: its leader's process id, and start time in ticks since boot (0: unknown). */
  public record Group(long id, long start) {}

  /** What a rerun found: groups that went by themselves, that were killed, and that remain. */
  public record Report(List<Group> gone, List<Group> killed, List<Group> remaining) {}

  Path folder() {
    return folder;
  }

  void record(Group group) throws IOException {
    Files.writeString(file(group), group.start() + " " + boot() + "\n");
  }

  void forget(Group group) throws IOException {
    Files.deleteIfExists(file(group));
  }

  /** Waits for every recorded group of an earlier run, then kills what is left of them. */
  public static Report awaitGone(Path folder, Duration patience) throws IOException {
    AttemptGroups groups = new AttemptGroups(folder);
    List<Group> gone = new ArrayList<>();
    List<Group> killed = new ArrayList<>();
    List<Group> remaining = new ArrayList<>();
    long deadline = System.nanoTime() + patience.toNanos();
    for (Group group : groups.recorded()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (groups.await(group, left)) {
        gone.add(group);
      } else if (groups.killAndAwait(group, Duration.ofSeconds(5))) {
        killed.add(group);
      } else {
        remaining.add(group);
        continue;
      }
      groups.forget(group);
    }
    return new Report(List.copyOf(gone), List.copyOf(killed), List.copyOf(remaining));
  }

  private List<Group> recorded() throws IOException {
    List<Group> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String[] words =
            name.endsWith(".group") ? Files.readString(file).strip().split(" ", -1) : new String[0];
        // A file cut short, or a FIFO: written by a run that died before its command started.
        if (words.length != 2 || !words[1].equals(boot())) {
          Files.delete(file);
          continue;
        }
        long id = Long.parseLong(name.substring(0, name.length() - ".group".length()));
        found.add(new Group(id, Long.parseLong(words[0])));
      }
    }
    return found;
  }

  boolean killAndAwait(Group group, Duration patience) throws IOException {
    if (alive(group)) {
      Posix.signalGroup(group.id(), Posix.SIGKILL);
    }
    return await(group, patience);
  }

  private boolean await(Group group, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = TimeUnit.MICROSECONDS.toNanos(100);
    while (alive(group)) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(pause * 2, TimeUnit.MILLISECONDS.toNanos(50));
    }
    return true;
  }

  /** Whether a member runs. A leader with another start time proves the id was given away. */
  private static boolean alive(Group group) throws IOException {
    if (!Posix.signalGroup(group.id(), 0)) {
      return false;
    }
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return true;
    }
    Optional<String[]> leader = stat(PROC.resolve(Long.toString(group.id())));
    if (leader.isPresent()
        && group.start() != 0
        && Long.parseLong(leader.get()[19]) != group.start()) {
      return false;
    }
    // Zombies of a parent that does not reap write nothing.
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        Optional<String[]> fields = stat(process);
        if (fields.isPresent()
            && Long.parseLong(fields.get()[2]) == group.id()
            && !fields.get()[0].equals("Z")
            && !fields.get()[0].equals("X")) {
          return true;
        }
      }
    }
    return false;
  }

  /** The fields of {@code /proc/<pid>/stat} from the state on; empty when the process is gone. */
  private static Optional<String[]> stat(Path process) {
    try {
      String line =
          Files.readString(process.resolve("stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
      return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String boot() throws IOException {
    Path id = PROC.resolve("sys/kernel/random/boot_id");
    return Files.isReadable(id) ? Files.readString(id).strip() : "unknown";
  }

  private Path file(Group group) {
    return folder.resolve(group.id() + ".group");
  }
}
