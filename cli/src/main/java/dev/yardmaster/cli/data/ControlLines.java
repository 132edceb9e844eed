package dev.yardmaster.cli.data;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Sends each line written to it as one JSON object under one key. */
final class ControlLines extends Writer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintWriter lines;
  private final String key;
  private final StringBuilder line = new StringBuilder();

  ControlLines(PrintWriter lines, String key) {
    this.lines = lines;
    this.key = key;
  }

  @Override
  public void write(char[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (text[i] == '\n') {
        send();
      } else {
        line.append(text[i]);
      }
    }
  }

  private void send() {
    lines.println(JSON.writeValueAsString(Map.of(key, line.toString())));
    line.setLength(0);
  }

  @Override
  public void flush() {
    // Lines go out as they are complete.
  }

  @Override
  public void close() {
    if (!line.isEmpty()) {
      send();
    }
  }
}
