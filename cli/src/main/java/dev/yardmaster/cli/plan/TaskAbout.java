package dev.yardmaster.cli.plan;

import java.util.List;

/**
 * What a task is, for people and for placement, which learns durations per {@code type}. Where a
 * plan names no type, it is the id without its trailing number.
 */
public record TaskAbout(String type, String description, List<String> tags) {
  public TaskAbout {
    tags = List.copyOf(tags);
  }
}
