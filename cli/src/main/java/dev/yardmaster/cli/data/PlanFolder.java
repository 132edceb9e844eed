package dev.yardmaster.cli.data;

import dev.yardmaster.cli.process.AttemptLogs;
import java.nio.file.Path;

/** What is kept of one plan beside the log: its attempts' output and when it was first started. */
public record PlanFolder(Path plans, String name) {

  /** The kept output of attempts. */
  public AttemptLogs output() {
    return new AttemptLogs(folder().resolve("output"));
  }

  /** Milliseconds since 1970 of the first start, as text; what "from the start" counts from. */
  public Path firstStart() {
    return folder().resolve("first-start");
  }

  private Path folder() {
    // One character for one, and none of them occurs in a name: so no two plans share a folder.
    String encoded = name.replace('/', ',');
    return plans.resolve(encoded.startsWith(".") ? "=" + encoded.substring(1) : encoded);
  }
}
