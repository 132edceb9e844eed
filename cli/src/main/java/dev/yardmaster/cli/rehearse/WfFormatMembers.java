package dev.yardmaster.cli.rehearse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Tells a WfFormat file from a plan by the members of its JSON object, whatever its name. */
final class WfFormatMembers {

  private WfFormatMembers() {}

  static boolean in(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (name.equals("schemaVersion") || name.equals("workflow")) {
          return true;
        }
        json.nextToken();
        json.skipChildren();
      }
      return false;
    } catch (JacksonException notJson) {
      return false; // YAML, or broken: the reader of plans says where
    }
  }
}
