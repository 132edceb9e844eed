package dev.yardmaster.server.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as the body of any operation: the first byte chooses which. */
public final class JsonTarget {
  /** Routes in the order of the description; names in their paths stand for the same things. */
  private static final List<String> PATHS = paths();

  private JsonTarget() {}

  private static List<String> paths() {
    try {
      List<String> paths = new ArrayList<>();
      for (String[] route : FuzzedServer.get().server().routes()) {
        if (route[0].equals("POST")) {
          paths.add(route[1].replace("{workspace}", "default").replaceAll("\\{\\w+}", "a"));
        }
      }
      return paths;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts the server before Jazzer counts the time of an input. */
  public static void fuzzerInitialize() {
    FuzzedServer.get();
  }

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] body = new byte[input.length - 1];
    System.arraycopy(input, 1, body, 0, body.length);
    FuzzedServer server = FuzzedServer.get();
    server
        .post(
            PATHS.get(Math.floorMod(input[0], PATHS.size())),
            "Yardmaster-Agent: " + server.handle() + "\r\n",
            body)
        .notTheServersFault()
        .saysWhatItIs();
  }

  /** For every operation a body of the kind that clients send. */
  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    List<String> bodies =
        List.of(
            "{}",
            "{\"task\":{\"id\":\"t\",\"priority\":50,\"work\":{\"type\":\"build\",\"input\":{\"json\":\"{}\"}},"
                + "\"requirements\":{\"capabilities\":[\"shell\"]},\"dependsOn\":[\"u\"]}}",
            "{\"agent\":\"a\",\"epoch\":\"7\",\"reason\":\"enough\",\"positions\":[\"1\"]}");
    for (int path = 0; path < PATHS.size(); path++) {
      for (String body : bodies) {
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        byte[] seed = new byte[text.length + 1];
        seed[0] = (byte) path;
        System.arraycopy(text, 0, seed, 1, text.length);
        seeds.add(seed);
      }
    }
    return seeds;
  }
}
