package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * The exclusive claim of one log object on a folder, given up by close or the end of the process.
 *
 * <p>On POSIX systems closing any channel of a file gives up the process's lock on it. So folders
 * open in this process are looked up before the lock file is touched, and the owner's process id is
 * kept in a file of its own.
 */
final class FolderLock implements Closeable {
  static final String LOCK = "lock";
  static final String OWNER = "owner";

  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static FolderLock acquire(Path path) throws LogException {
    Path folder;
    try {
      folder = createDurably(path);
    } catch (IOException e) {
      throw new LogException(
          LogException.Kind.UNUSABLE_FOLDER,
          "Could not create or enter the folder " + path + " (" + e + "); check its permissions",
          e);
    }
    if (!HELD_HERE.add(folder)) {
      throw refused(folder, "this process (" + ProcessHandle.current().pid() + ")");
    }
    try {
      return claim(folder);
    } catch (IOException e) {
      HELD_HERE.remove(folder);
      throw new LogException(
          LogException.Kind.UNUSABLE_FOLDER,
          "Could not lock " + folder.resolve(LOCK) + " (" + e + "); check its permissions",
          e);
    } catch (LogException e) {
      HELD_HERE.remove(folder);
      throw e;
    }
  }

  /** Creates what is missing of the path, so that a power loss cannot take it away again. */
  private static Path createDurably(Path path) throws IOException {
    Path existing = path.toAbsolutePath().normalize();
    Path folder = existing;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    Files.createDirectories(folder);
    for (Path parent = folder; !parent.equals(existing); ) {
      parent = Objects.requireNonNull(parent.getParent(), "an existing parent was found above");
      DiskStorage.sync(parent);
    }
    return folder.toRealPath();
  }

  private static FolderLock claim(Path folder) throws IOException, LogException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw refused(folder, "process " + owner(folder));
      }
      writeOwner(folder);
      return new FolderLock(folder, channel);
    } catch (IOException | LogException e) {
      channel.close();
      throw e;
    }
  }

  /** Only a message needs it, and a full disk must not keep a log from being read. */
  private static void writeOwner(Path folder) {
    try {
      Files.writeString(folder.resolve(OWNER), ProcessHandle.current().pid() + "\n");
    } catch (IOException e) {
      LoggerFactory.getLogger(FolderLock.class)
          .warn(
              "Could not write {} ({}); going on without it", folder.resolve(OWNER), e.toString());
    }
  }

  private static String owner(Path folder) {
    try {
      return Files.readString(folder.resolve(OWNER)).strip();
    } catch (IOException e) {
      return "with an unreadable id (" + e + ")";
    }
  }

  private static LogException refused(Path folder, String owner) {
    return new LogException(
        LogException.Kind.LOCKED,
        "The log folder "
            + folder
            + " is in use by "
            + owner
            + "; stop that one first, or use another folder");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD_HERE.remove(folder);
  }
}
