package dev.yardmaster.cli.wfformat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A value in a JSON file together with its path, so that every complaint names both. */
record JsonPlace(String file, String path, JsonNode value) {

  JsonPlace member(String name) throws WfFormatException {
    expect(value.isObject(), "an object");
    JsonNode found = value.get(name);
    if (found == null) {
      throw fault("expected a member '" + name + "', but there is none");
    }
    return new JsonPlace(file, path + "." + name, found);
  }

  Optional<JsonPlace> optional(String name) {
    JsonNode found = value.get(name);
    return found == null || found.isNull()
        ? Optional.empty()
        : Optional.of(new JsonPlace(file, path + "." + name, found));
  }

  List<JsonPlace> elements() throws WfFormatException {
    expect(value.isArray(), "an array");
    List<JsonPlace> elements = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      elements.add(new JsonPlace(file, path + "[" + i + "]", value.get(i)));
    }
    return elements;
  }

  List<String> texts(String name) throws WfFormatException {
    Optional<JsonPlace> list = optional(name);
    List<String> texts = new ArrayList<>();
    if (list.isPresent()) {
      for (JsonPlace element : list.get().elements()) {
        texts.add(element.text());
      }
    }
    return texts;
  }

  String text() throws WfFormatException {
    expect(value.isString() && !value.asString().isEmpty(), "a text");
    return value.asString();
  }

  double seconds() throws WfFormatException {
    expect(value.isNumber(), "a number of seconds");
    double seconds = value.asDouble();
    expect(seconds >= 0 && seconds <= 1e9, "from 0 to 1000000000 seconds");
    return seconds;
  }

  long bytes() throws WfFormatException {
    expect(value.isNumber(), "a number of bytes");
    double bytes = value.asDouble();
    expect(bytes >= 0 && bytes <= 1e15, "from 0 to 10^15 bytes");
    return (long) bytes;
  }

  WfFormatException fault(String message) {
    return new WfFormatException(file + ": at " + path + ": " + message);
  }

  private void expect(boolean holds, String expected) throws WfFormatException {
    if (!holds) {
      String actual =
          value.isContainer() ? (value.isArray() ? "an array" : "an object") : value.toString();
      throw fault(
          "expected "
              + expected
              + ", but found "
              + (actual.length() > 60 ? actual.substring(0, 60) + "..." : actual));
    }
  }
}
