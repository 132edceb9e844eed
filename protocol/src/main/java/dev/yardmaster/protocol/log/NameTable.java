package dev.yardmaster.protocol.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Names that many entries of one record share: each is written once and pointed at by index. */
final class NameTable<N> {
  private final Map<N, Integer> indexes = new HashMap<>();
  private final List<N> names = new ArrayList<>();

  /** Index of the name, which is added if it is new. */
  int indexOf(N name) {
    // Neighbours mostly share their names, and the first ones are the most common.
    if (!names.isEmpty() && names.getFirst().equals(name)) {
      return 0;
    }
    return indexes.computeIfAbsent(
        name,
        added -> {
          names.add(added);
          return names.size() - 1;
        });
  }

  /** In the order of their indexes, as text. */
  List<String> texts() {
    return names.stream().map(Object::toString).toList();
  }

  static <N> NameTable<N> read(List<String> texts, Function<String, N> name) {
    NameTable<N> table = new NameTable<>();
    for (String text : texts) {
      table.names.add(name.apply(text));
    }
    return table;
  }

  N at(int index) {
    if (index < 0 || index >= names.size()) {
      throw new UnreadableRecordException(
          "Expected the index of one of %d names, got %d; the bytes are damaged"
              .formatted(names.size(), Integer.toUnsignedLong(index)));
    }
    return names.get(index);
  }
}
