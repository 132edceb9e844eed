package dev.yardmaster.cli.hook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The handles of agents that hooks joined, kept from one call of a hook to the next: a file each,
 * for the user alone, in a folder for the user alone. At most {@link #MAX}; the one used longest
 * ago goes first. Processes that keep the same handle take turns.
 */
final class Handles {
  /** Most handles kept; sessions that ended without a word leave one behind. */
  static final int MAX = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(5);
  private static final String LOCK = ".lock";
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> FOR_OWNER = PosixFilePermissions.asFileAttribute(OWNERS);
  private static final Set<StandardOpenOption> OPENED =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private final Path folder;

  Handles(Path folder) {
    this.folder = folder;
  }

  /** Where handles are kept unless it is said: in the user's folder for state. */
  static Path defaultFolder() {
    String state = System.getenv("XDG_STATE_HOME");
    Path base =
        state == null || state.isBlank()
            ? Path.of(System.getProperty("user.home", "."), ".local", "state")
            : Path.of(state);
    return base.resolve("yardmaster").resolve("hook");
  }

  /** What is done with a handle while no other process may. */
  interface Work<T> {
    T with(Kept kept) throws UnreachableException, RefusedException;
  }

  /** The handle of one agent, in the hands of one process. */
  static final class Kept {
    private final Path file;
    private String handle;

    private Kept(Path file) throws IOException {
      this.file = file;
      this.handle = Files.exists(file) ? Files.readString(file).strip() : "";
    }

    /** Empty where none is kept. */
    String handle() {
      return handle;
    }

    /** Keeps another; an empty one forgets. */
    void keep(String next) {
      try {
        Files.deleteIfExists(file);
        if (!next.isEmpty()) {
          Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS));
          Files.writeString(file, next);
        }
        handle = next;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Does the work alone.
   *
   * @param key what tells this agent from all others, of whichever server
   * @throws IOException where the folder cannot be used, or another process keeps it for too long
   */
  <T> T alone(String key, Work<T> work) throws IOException, UnreachableException, RefusedException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    String name = name(key);
    // A lock's file is never removed, so that all who want it want the same file.
    Path turns = folder.resolve(name.charAt(0) + LOCK);
    try (FileChannel channel = FileChannel.open(turns, OPENED, FOR_OWNER);
        FileLock _ = lock(channel, turns)) {
      Kept kept = new Kept(folder.resolve(name));
      T done = work.with(kept);
      if (!kept.handle().isEmpty()) {
        Files.setLastModifiedTime(kept.file, FileTime.fromMillis(System.currentTimeMillis()));
        removeOldest(kept.file);
      }
      return done;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static FileLock lock(FileChannel file, Path path) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        FileLock lock = file.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process has it; the same as another process.
      }
      LockSupport.parkNanos(RETRY.toNanos());
    }
    throw new IOException(
        "Expected %s to be free within %d s, but another hook keeps it"
            .formatted(path, PATIENCE.toSeconds()));
  }

  private void removeOldest(Path own) throws IOException {
    List<Path> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(file -> !file.equals(own) && !file.toString().endsWith(LOCK)).forEach(kept::add);
    }
    if (kept.size() < MAX) {
      return;
    }
    kept.sort(Comparator.comparing(Handles::used).thenComparing(Comparator.naturalOrder()));
    for (Path oldest : kept.subList(0, kept.size() - MAX + 1)) {
      Files.deleteIfExists(oldest);
    }
  }

  private static FileTime used(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // it is gone already
    }
  }

  private static String name(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
