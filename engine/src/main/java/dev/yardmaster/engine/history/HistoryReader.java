package dev.yardmaster.engine.history;

import dev.yardmaster.core.identity.LogPosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Questions to a history file, on a connection of their own that can only read. Works beside a
 * running engine and without one.
 */
public final class HistoryReader {
  /** Most rows of an answer. */
  public static final int MAX_ROWS = 100_000;

  /** The longest a question may take. */
  public static final Duration MAX_TIME = Duration.ofSeconds(30);

  private final Path file;

  public HistoryReader(Path file) {
    this.file = file;
  }

  /**
   * Rows as they were at a position.
   *
   * @param truncated whether there were more than were asked for
   */
  public record Answer(
      LogPosition position, List<Map<String, @Nullable Object>> rows, boolean truncated) {}

  /** Which events are asked for; null is any. Positions after {@code after}, oldest first. */
  public record Filter(
      @Nullable String workspace,
      @Nullable String subject,
      @Nullable String agent,
      @Nullable String kind,
      long after,
      int limit) {
    public static final Filter ALL = new Filter(null, null, null, null, 0, MAX_ROWS);
  }

  public Answer events(Filter filter) throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT * FROM events WHERE position > ?");
    List<Object> values = new ArrayList<>(List.of(filter.after()));
    // Only what is asked for: SQLite uses no index for a condition that may be absent.
    narrow(sql, values, "workspace", filter.workspace());
    narrow(sql, values, "subject", filter.subject());
    narrow(sql, values, "agent", filter.agent());
    narrow(sql, values, "kind", filter.kind());
    sql.append(" ORDER BY position");
    return query(sql.toString(), filter.limit(), values.toArray());
  }

  private static void narrow(
      StringBuilder sql, List<Object> values, String column, @Nullable String value) {
    if (value != null) {
      sql.append(" AND ").append(column).append(" = ?");
      values.add(value);
    }
  }

  /** Any single statement that only reads; bounded in rows and time. */
  public Answer sql(String sql, int limit) throws SQLException {
    return query(sql, limit);
  }

  private Answer query(String sql, int limit, @Nullable Object... values) throws SQLException {
    int most = Math.min(limit, MAX_ROWS);
    try (Connection connection = open();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout((int) MAX_TIME.toSeconds());
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<Map<String, @Nullable Object>> answer = new ArrayList<>();
        while (answer.size() < most && rows.next()) {
          answer.add(row(rows));
        }
        return new Answer(position(connection), answer, answer.size() == most && rows.next());
      }
    }
  }

  private Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = 1");
      // One snapshot for the rows and the position they are marked with.
      statement.execute("BEGIN");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static LogPosition position(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT position FROM progress")) {
      return new LogPosition(rows.next() ? rows.getLong(1) : 0);
    }
  }

  private static Map<String, @Nullable Object> row(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      row.put(columns.getColumnLabel(i), rows.getObject(i));
    }
    return row;
  }
}
