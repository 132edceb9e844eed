package dev.yardmaster.cli.hook;

import dev.yardmaster.core.identity.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder whose files are resources: each is named by its path from there, with {@code /} between
 * folders, whatever links lead to it.
 */
final class Project {
  private final Path root;
  private final String prefix;

  /**
   * A project.
   *
   * @param prefix stands before each name, for projects that share a workspace; may be empty
   */
  Project(Path root, String prefix) {
    this.root = real(root.toAbsolutePath().normalize());
    this.prefix = prefix;
  }

  Path root() {
    return root;
  }

  /** The folder with {@code .git} at or above that one; that one itself where there is none. */
  static Path rootAbove(Path directory) {
    for (Path at = directory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return directory;
  }

  /**
   * The name of a file; empty where it is outside of the project.
   *
   * @param from what a relative path counts from
   * @throws IllegalArgumentException where no resource can have that name; the message says why
   */
  Optional<ResourceName> resource(Path from, String file) {
    Path path;
    try {
      path = real(from.resolve(file).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("Expected the path of a file, got '" + file + "'", e);
    }
    if (!path.startsWith(root) || path.equals(root)) {
      return Optional.empty();
    }
    StringBuilder name = new StringBuilder(prefix);
    for (Path segment : root.relativize(path)) {
      name.append(name.isEmpty() ? "" : "/").append(segment);
    }
    return Optional.of(ResourceName.of(name.toString()));
  }

  /** As far as it exists without links; the rest, which is yet to be made, as it is. */
  private static Path real(Path path) {
    for (Path at = path; at != null; at = at.getParent()) {
      Optional<Path> found = existing(at);
      if (found.isPresent()) {
        return found.get().resolve(at.relativize(path)).normalize();
      }
    }
    return path;
  }

  private static Optional<Path> existing(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
