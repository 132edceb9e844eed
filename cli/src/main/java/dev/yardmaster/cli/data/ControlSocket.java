package dev.yardmaster.cli.data;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where the socket of a data folder lies. A path longer than a socket may have is replaced by one
 * in a private temporary folder, which a file in the data folder names.
 */
final class ControlSocket {
  /** Every system takes this many bytes. */
  private static final int MAX_PATH = 100;

  private static final String NAME = "socket";

  private ControlSocket() {}

  /** Where to listen; made anew, in a folder that only its owner enters. */
  static Path prepare(DataFolder folder) throws IOException {
    Path path = folder.control().resolve(NAME);
    if (fits(path)) {
      Files.deleteIfExists(folder.controlPath());
      if (!Files.exists(folder.control())) {
        Files.createDirectory(
            folder.control(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Files.deleteIfExists(path);
      return path;
    }
    Path shorter = Files.createTempDirectory("yardmaster").resolve(NAME);
    Files.writeString(folder.controlPath(), shorter + "\n");
    return shorter;
  }

  /** Where a process may be listening. */
  static Optional<UnixDomainSocketAddress> find(DataFolder folder) throws IOException {
    Path path =
        Files.exists(folder.controlPath())
            ? Path.of(Files.readString(folder.controlPath()).strip())
            : folder.control().resolve(NAME);
    return Files.exists(path) && fits(path)
        ? Optional.of(UnixDomainSocketAddress.of(path))
        : Optional.empty();
  }

  /** Removes the socket and what was made for it. */
  static void remove(DataFolder folder, Path path) throws IOException {
    Files.deleteIfExists(path);
    Path parent = path.getParent();
    if (parent != null && !parent.equals(folder.control())) {
      Files.deleteIfExists(parent);
      Files.deleteIfExists(folder.controlPath());
    }
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH;
  }
}
