package dev.yardmaster.server.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the seeds of a target, such as {@code Http}, into a folder, where Jazzer begins. */
public final class WriteSeeds {
  private WriteSeeds() {}

  public static void main(String[] words) throws IOException {
    List<byte[]> seeds =
        switch (words[0]) {
          case "Http" -> HttpTarget.seeds();
          case "Json" -> JsonTarget.seeds();
          case "Mcp" -> McpTarget.seeds();
          default ->
              throw new IllegalArgumentException(
                  "Expected Http, Json or Mcp, got '" + words[0] + "'");
        };
    Path folder = Files.createDirectories(Path.of(words[1]));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed-" + i), seeds.get(i));
    }
    System.exit(0); // the server that Json asks for its routes
  }
}
