package dev.yardmaster.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text file that makes a folder a log: format version, log id, checksum.
 *
 * <p>It is written last when a log is created and never changes, so a folder without it holds
 * nothing that was ever acknowledged, or was damaged.
 */
final class FormatFile {
  static final int VERSION = 1;

  private static final int MAX_BYTES = 256;
  private static final Pattern LAYOUT =
      Pattern.compile("yardmaster-log\nversion=(\\d{1,9})\nid=([0-9a-f]{32})\ncrc=([0-9a-f]{8})\n");

  private FormatFile() {}

  static void write(Storage storage, LogId id) throws IOException {
    String unfinished = FileNames.FORMAT + FileNames.UNFINISHED;
    try (LogFile file = storage.create(unfinished)) {
      file.write(ByteBuffer.wrap(text(VERSION, id).getBytes(StandardCharsets.US_ASCII)), 0);
      file.force();
    }
    storage.rename(unfinished, FileNames.FORMAT);
    storage.syncFolder();
  }

  static LogId read(Storage storage) throws LogException {
    String path = storage.path(FileNames.FORMAT);
    String content = content(storage, path);
    Matcher matcher = LAYOUT.matcher(content);
    if (!matcher.matches()) {
      throw LogException.damaged(path, "expected the format file of a log, but it reads otherwise");
    }
    int version = Integer.parseInt(matcher.group(1));
    LogId id = LogId.parse(matcher.group(2));
    if (!text(version, id).equals(content)) {
      throw LogException.damaged(path, "its checksum does not match its content");
    }
    if (version != VERSION) {
      throw new LogException(
          LogException.Kind.UNKNOWN_FORMAT,
          "%s: expected log format %d, but the folder has format %d, written by %s release; open it with that release"
              .formatted(path, VERSION, version, version > VERSION ? "a newer" : "an older"));
    }
    return id;
  }

  private static String content(Storage storage, String path) throws LogException {
    try (LogFile file = storage.open(FileNames.FORMAT, Storage.Access.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
      file.read(buffer, 0);
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw LogException.readFailed(path, e);
    }
  }

  static String text(int version, LogId id) {
    String body = "yardmaster-log\nversion=" + version + "\nid=" + id + "\n";
    int crc = id.checksum(ByteBuffer.wrap(body.getBytes(StandardCharsets.US_ASCII)));
    return body + "crc=%08x\n".formatted(crc);
  }
}
