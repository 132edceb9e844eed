package dev.yardmaster.cli.hook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a commit is about to change, as git tells it: both names of what is renamed. */
final class StagedFiles {
  private static final long PATIENCE_SECONDS = 30;

  /** Longest list of names, in bytes. */
  private static final int MAX_BYTES = 16 << 20;

  private final Path repository;

  StagedFiles(Path repository) {
    this.repository = repository;
  }

  /**
   * Paths from the top of the repository, in git's order; deleted ones too.
   *
   * @throws IOException where git fails, does not end, or tells too much; the message says which
   */
  List<String> names() throws IOException {
    // The index that git commits from is named by the environment that it gives its hooks.
    Process git =
        new ProcessBuilder(
                "git",
                "diff",
                "--cached",
                "--name-only",
                "--no-renames",
                "--no-relative",
                "--no-ext-diff",
                "-z")
            .directory(repository.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = git.getInputStream()) {
      git.getOutputStream().close();
      byte[] bytes = out.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            "Expected at most %d bytes of names, got more; commit in parts".formatted(MAX_BYTES));
      }
      if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || git.exitValue() != 0) {
        throw new IOException(
            "Expected 'git diff --cached' to succeed in %s; call it in a repository"
                .formatted(repository));
      }
      return Stream.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1))
          .filter(name -> !name.isEmpty())
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The wait for git was interrupted", e);
    } finally {
      git.destroyForcibly();
    }
  }
}
