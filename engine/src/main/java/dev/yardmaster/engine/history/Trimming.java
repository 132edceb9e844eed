package dev.yardmaster.engine.history;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Keeps a history within its bounds: the oldest events leave it, and a task with the event that it
 * left memory. The room they took in the file is used again; the file itself stays as large as it
 * was.
 */
final class Trimming {
  /**
   * A transaction in which so many have left is ended: more than it brings, so that it keeps up.
   */
  private static final int MOST_EVENTS = 2 * History.EVENTS_PER_TRANSACTION;

  private static final long NONE = -1;

  private static final String USED_BYTES =
      "SELECT (page_count - freelist_count) * page_size"
          + " FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
  private static final String OLDEST = "SELECT min(position) FROM events";
  private static final String TIME_OF_THE_OLDEST =
      "SELECT time FROM events ORDER BY position LIMIT 1";
  private static final String LAST_OF_THE_OLDEST =
      "SELECT max(position) FROM (SELECT position FROM events ORDER BY position LIMIT "
          + MOST_EVENTS
          + ")";

  /** Follows the order of positions up to the first that is young enough. */
  private static final String FIRST_YOUNG =
      "SELECT position FROM events WHERE time >= ? ORDER BY position LIMIT 1";

  private static final String LATEST_TIME = "SELECT max(time) FROM events WHERE position <= ?";

  /** A name that was given again since then is another task's. */
  private static final String RETIRED =
      "(workspace, task) IN (SELECT workspace, subject FROM events"
          + " WHERE position <= ? AND kind = 'TaskRetired') AND %s <= ?";

  private static final List<String> DELETE_RETIRED =
      List.of(
          "DELETE FROM attempts WHERE " + RETIRED.formatted("assigned"),
          "DELETE FROM tasks WHERE " + RETIRED.formatted("submitted"));
  private static final String DELETE_EVENTS = "DELETE FROM events WHERE position <= ?";

  private final Statements statements;
  private final HistoryOptions bounds;

  Trimming(Statements statements, HistoryOptions bounds) {
    this.statements = statements;
    this.bounds = bounds;
  }

  /**
   * Takes out what is too old or too much, as far as one transaction should.
   *
   * @param newest the position of the newest event
   * @param now when it happened
   * @return whether there may be more to take out
   */
  boolean trim(long newest, long now) throws SQLException {
    long gone = 0;
    while (gone < MOST_EVENTS) {
      long last = lastToGo(newest, now - bounds.keptFor().toMillis());
      if (last == NONE) {
        return false;
      }
      long latest = statements.number(LATEST_TIME, last).orElse(0);
      for (String delete : DELETE_RETIRED) {
        statements.run(delete, last, latest);
      }
      gone += statements.run(DELETE_EVENTS, last);
    }
    return true;
  }

  /** The last of the events to leave now: of those too old, or of the oldest tenth. */
  private long lastToGo(long newest, long young) throws SQLException {
    OptionalLong oldest = statements.number(OLDEST);
    boolean full = statements.number(USED_BYTES).orElse(0) > bounds.keptBytes();
    boolean old = statements.number(TIME_OF_THE_OLDEST).orElse(young) < young;
    if (oldest.isEmpty() || !(full || old)) {
      return NONE; // where no event is left, tasks in memory take the room, which has its bounds
    }
    long last =
        full
            ? oldest.getAsLong() + (newest - oldest.getAsLong()) / 10
            : statements.number(FIRST_YOUNG, young).orElse(Long.MAX_VALUE) - 1;
    return Math.min(last, statements.number(LAST_OF_THE_OLDEST).orElse(NONE));
  }
}
