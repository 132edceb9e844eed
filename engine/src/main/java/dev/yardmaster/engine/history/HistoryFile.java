package dev.yardmaster.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SQLite file of a history: its schema, and starting over when it is unusable. */
final class HistoryFile {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);

  private static final int CACHE_KIB = 32 << 10;

  /** Pages of 4 KiB written before they go into the file, most of them several times by then. */
  private static final int WAL_PAGES = 8_192;

  /** Raised whenever a table changes; a file of another version is made again. */
  static final int VERSION = 1;

  static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE progress (position INTEGER NOT NULL)",
          "INSERT INTO progress VALUES (0)",
          "CREATE TABLE events (position INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
              + " workspace TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT, agent TEXT,"
              + " principal TEXT NOT NULL, detail TEXT NOT NULL)",
          "CREATE INDEX events_subject ON events (workspace, subject)",
          "CREATE TABLE tasks (workspace TEXT NOT NULL, task TEXT NOT NULL, type TEXT NOT NULL,"
              + " plan TEXT, priority INTEGER NOT NULL, state TEXT NOT NULL,"
              + " submitted INTEGER NOT NULL, ended INTEGER, reason TEXT,"
              + " PRIMARY KEY (workspace, task)) WITHOUT ROWID",
          "CREATE TABLE attempts (workspace TEXT NOT NULL, task TEXT NOT NULL,"
              + " epoch TEXT NOT NULL, agent TEXT NOT NULL, strategy TEXT, reason TEXT,"
              + " assigned INTEGER NOT NULL, started INTEGER, ended INTEGER, outcome TEXT,"
              + " failure TEXT, PRIMARY KEY (workspace, task, epoch)) WITHOUT ROWID",
          "PRAGMA user_version = " + VERSION);

  private HistoryFile() {}

  /** Opens the file for writing; damaged or of another version, it is deleted and begun anew. */
  static Connection open(Path file) throws SQLException, IOException {
    try {
      return tryOpen(file);
    } catch (SQLException e) {
      LOG.warn(
          "{} is unusable ({}); deleting it and making it again from the log",
          file,
          e.getMessage());
      delete(file);
      return tryOpen(file);
    }
  }

  static void delete(Path file) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  private static Connection tryOpen(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, options());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute("PRAGMA busy_timeout = 5000");
      statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
      statement.execute("PRAGMA wal_autocheckpoint = " + WAL_PAGES);
      int version = number(statement, "PRAGMA user_version");
      if (version == 0 && number(statement, "SELECT count(*) FROM sqlite_master") == 0) {
        for (String table : SCHEMA) {
          statement.execute(table);
        }
      } else if (version != VERSION) {
        throw new SQLException(
            "expected schema version %d, but it has %d".formatted(VERSION, version));
      }
      try (ResultSet check = statement.executeQuery("PRAGMA quick_check")) {
        if (!check.next() || !check.getString(1).equals("ok")) {
          throw new SQLException("quick_check found damage");
        }
      }
      number(statement, "SELECT position FROM progress");
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * The driver asks for the key of every row that is added, which is a statement each, unless told.
   */
  private static Properties options() {
    Properties options = new Properties();
    options.setProperty("jdbc.get_generated_keys", "false");
    return options;
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no row from " + sql);
      }
      return rows.getInt(1);
    }
  }
}
