package dev.yardmaster.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.identity.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One file has one name, whichever way it is reached. */
final class ProjectTest {
  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectories(folder.resolve("project"));
    Files.createDirectories(root.resolve("src/deep"));
    Files.createDirectories(folder.resolve("project-b"));
    Files.writeString(root.resolve("src/a"), "");
    Files.createSymbolicLink(root.resolve("link"), Path.of("src"));
    Files.createSymbolicLink(root.resolve("alias"), Path.of("src/a"));
    Files.createSymbolicLink(root.resolve("out"), folder.resolve("project-b"));
    Files.createSymbolicLink(folder.resolve("in"), root);
  }

  private String name(String from, String file) {
    return new Project(root, "")
        .resource(root.resolve(from).normalize(), file.replace("ROOT", root.toString()))
        .map(ResourceName::value)
        .orElse("outside");
  }

  @ParameterizedTest
  @CsvSource({
    "'', src/a, src/a",
    "'', ROOT/src/a, src/a",
    "'', ./src/../src//a, src/a",
    "src, a, src/a",
    "src/deep, ../a, src/a",
    "'', link/a, src/a",
    "'', link/new/file, src/new/file",
    "'', alias, src/a",
    "'', ROOT/../in/src/a, src/a",
    "'', no/such/ü b, no/such/ü b",
    "'', .., outside",
    "'', ., outside",
    "'', ../project-b/x, outside",
    "'', out/x, outside",
    "'', ../other, outside",
    "src, ../../project/src/a, src/a",
  })
  void aFileIsNamedByItsPathFromTheRoot(String from, String file, String name) {
    assertThat(name(from, file)).isEqualTo(name);
  }

  @Test
  void aPrefixStandsBeforeEachName() {
    assertThat(new Project(root, "shop/web").resource(root, "src/a"))
        .contains(ResourceName.of("shop/web/src/a"));
  }

  @Test
  void theRootIsTheFolderWithDotGitAbove() throws IOException {
    Files.createDirectories(root.resolve(".git"));
    assertThat(Project.rootAbove(root.resolve("src/deep"))).isEqualTo(root);
    Files.delete(root.resolve(".git"));
    Files.writeString(root.resolve("src/.git"), "gitdir: elsewhere");
    assertThat(Project.rootAbove(root.resolve("src/deep"))).isEqualTo(root.resolve("src"));
  }

  @Test
  void whatNoResourceCanBeCalledIsRefusedWithTheReason() {
    assertThatThrownBy(() -> name("", "a\nb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control characters");
    assertThatThrownBy(() -> name("", "a\0b")).hasMessageContaining("path of a file");
    assertThatThrownBy(() -> name("", "d/".repeat(40) + "f")).hasMessageContaining("32 segments");
  }
}
