package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder on a real disk. */
final class DiskStorage implements Storage {
  private final Path folder;

  DiskStorage(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public Closeable lock() throws LogException {
    return FolderLock.acquire(folder);
  }

  @Override
  public List<String> list() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(folder.resolve(name));
  }

  @Override
  public LogFile create(String name) throws IOException {
    return new DiskFile(
        FileChannel.open(
            folder.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public LogFile open(String name, Access access) throws IOException {
    Path file = folder.resolve(name);
    return new DiskFile(
        switch (access) {
          case READ -> FileChannel.open(file, StandardOpenOption.READ);
          case READ_WRITE ->
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        });
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void deleteIfExists(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void syncFolder() throws IOException {
    sync(folder);
  }

  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public String path(String name) {
    return folder.resolve(name).toString();
  }
}
