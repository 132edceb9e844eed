package dev.yardmaster.cli.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The table of bad plans in {@code plans/bad-plans.txt}: each with its exact messages, in which the
 * file is called {@value #FILE}.
 */
public record BadPlans(String name, boolean refusedBySchema, String plan, String messages) {

  /** How the messages of the table call the file. */
  public static final String FILE = "plan.yaml";

  /** All cases, in the order of the table. */
  public static List<BadPlans> all() {
    String table;
    try (InputStream in = BadPlans.class.getResourceAsStream("/plans/bad-plans.txt")) {
      table = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    List<BadPlans> cases = new ArrayList<>();
    String[] parts = table.split("(?m)^=== ", -1);
    for (int i = 1; i < parts.length; i++) {
      int line = parts[i].indexOf('\n');
      int divider = parts[i].lastIndexOf("---\n");
      String title = parts[i].substring(0, line);
      cases.add(
          new BadPlans(
              title.replace(" [schema]", ""),
              title.endsWith(" [schema]"),
              parts[i].substring(line + 1, divider),
              parts[i].substring(divider + 4)));
    }
    return cases;
  }

  @Override
  public String toString() {
    return name;
  }
}
