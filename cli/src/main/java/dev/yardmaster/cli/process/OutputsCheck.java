package dev.yardmaster.cli.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rule that a task's declared outputs exist once its command ended with exit code 0. */
public final class OutputsCheck {
  private static final int NAMED = 10;

  private OutputsCheck() {}

  /** The failure {@code missing-output} naming what is absent; a dangling link counts as absent. */
  public static Optional<AttemptFailure> missing(Path folder, List<String> outputs) {
    List<String> absent =
        outputs.stream().filter(output -> !Files.exists(folder.resolve(output))).toList();
    if (absent.isEmpty()) {
      return Optional.empty();
    }
    String named = String.join(", ", absent.subList(0, Math.min(NAMED, absent.size())));
    String more = absent.size() > NAMED ? " and " + (absent.size() - NAMED) + " more" : "";
    return AttemptFailure.failure(
        "missing-output",
        "Expected every declared output in "
            + folder
            + ", but "
            + absent.size()
            + " of "
            + outputs.size()
            + " are missing: "
            + named
            + more
            + "; let the command write them or correct 'outputs'");
  }
}
