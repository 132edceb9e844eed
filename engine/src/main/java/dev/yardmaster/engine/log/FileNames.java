package dev.yardmaster.engine.log;

import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the files in a log folder. */
final class FileNames {
  static final String FORMAT = "format";
  static final String MARK = "mark";
  static final String RESERVE = "reserve";
  static final String RESTORED = "restored";

  /** Files under construction; leftovers are deleted when the folder is opened. */
  static final String UNFINISHED = ".tmp";

  private static final Pattern SEGMENT = Pattern.compile("log-(\\d{20})\\.seg");
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot-(\\d{20})\\.snap");

  private FileNames() {}

  static String segment(long firstIndex) {
    return String.format(Locale.ROOT, "log-%020d.seg", firstIndex);
  }

  static String snapshot(long index) {
    return String.format(Locale.ROOT, "snapshot-%020d.snap", index);
  }

  /** First index to name, of all segments among these files. */
  static NavigableMap<Long, String> segments(Iterable<String> names) {
    return matching(SEGMENT, names);
  }

  /** Index to name, of all snapshots among these files. */
  static NavigableMap<Long, String> snapshots(Iterable<String> names) {
    return matching(SNAPSHOT, names);
  }

  private static NavigableMap<Long, String> matching(Pattern pattern, Iterable<String> names) {
    NavigableMap<Long, String> found = new TreeMap<>();
    for (String name : names) {
      Matcher matcher = pattern.matcher(name);
      // Twenty digits hold more than a long; no log ever gets near that.
      if (matcher.matches() && matcher.group(1).startsWith("0")) {
        found.put(Long.parseLong(matcher.group(1), 1, 20, 10), name);
      }
    }
    return found;
  }
}
