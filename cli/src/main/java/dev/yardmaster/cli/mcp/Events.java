package dev.yardmaster.cli.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Server-sent events, of which only the data is looked at: each is a message. */
final class Events {
  private Events() {}

  static void read(InputStream body, Consumer<String> messages) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
      } else if (line.isEmpty() && !data.isEmpty()) {
        messages.accept(data.toString());
        data.setLength(0);
      }
    }
  }
}
