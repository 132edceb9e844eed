package dev.yardmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples in Java are compiled as they stand, and run. */
@Timeout(60)
final class ExampleTest {
  @TempDir Path folder = Path.of(".");

  private String run(String example) throws Exception {
    Path source = Path.of("..", "examples").resolve(example);
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(failed).as("errors in %s", source).isZero();
    String name = source.getFileName().toString().replace(".java", "");
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      classes
          .loadClass(name)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void threeAgentsWriteOneDocumentTogether() throws Exception {
    String printed = run("write-together/WriteTogether.java");
    assertThat(printed).contains("# A document of 4 sections");
    for (String section : List.of("why", "how", "limits", "thanks")) {
      assertThat(printed).contains("## " + section).containsPattern(section + " under \\d+");
    }
  }
}
