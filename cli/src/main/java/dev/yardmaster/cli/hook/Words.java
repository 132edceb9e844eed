package dev.yardmaster.cli.hook;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Pieces of JSON in the sentences that a model reads. */
final class Words {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Words() {}

  static String json(String text) {
    return JSON.writeValueAsString(text);
  }

  static String json(List<?> names) {
    return JSON.writeValueAsString(names.stream().map(Object::toString).toList());
  }
}
