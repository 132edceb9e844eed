package dev.yardmaster.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.shard.LogRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A record written by an earlier build stays readable.
 *
 * <p>The checked-in bytes hold one event of each kind, invented from the kind's name. Until 1.0,
 * whoever changes the core's records or the format renews them with {@code ./build test -pl
 * protocol -am -Dtest=GoldenRecordTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dyardmaster.golden.renew=true} and says why in the commit. From 1.0 on they are never touched: a
 * new event gets a new file, and what these bytes mean is then written down here by hand.
 */
final class GoldenRecordTest {
  private static final String FILE = "golden-record-v1.hex";
  private static final Path SOURCE =
      Path.of("src/test/resources/dev/yardmaster/protocol/log", FILE);
  private static final int BYTES_PER_LINE = 50;

  @BeforeAll
  static void renew() throws IOException {
    if (Boolean.getBoolean("yardmaster.golden.renew")) {
      Files.writeString(SOURCE, lines(LogRecordCodec.encode(sample())));
    }
  }

  @Test
  void theCheckedInRecordReadsAsTheSampleOfEveryKind() throws IOException {
    assertThat(LogRecordCodec.decode(golden()).entries())
        .zipSatisfy(sample().entries(), (read, expected) -> assertThat(read).isEqualTo(expected));
    assertThat(LogRecordCodec.decode(golden())).isEqualTo(sample());
  }

  @Test
  void theSampleIsStillWrittenAsTheSameBytes() throws IOException {
    assertThat(LogRecordCodec.encode(sample())).isEqualTo(golden());
  }

  private static LogRecord sample() {
    List<LogRecord.Entry> entries = new ArrayList<>();
    for (Class<? extends Event> kind : RandomRecords.KINDS) {
      RandomRecords random = new RandomRecords(kind.getName().hashCode());
      entries.add(random.entry(List.of(random.event(kind))));
    }
    return new RandomRecords(0).record(entries);
  }

  private static byte[] golden() throws IOException {
    if (Boolean.getBoolean("yardmaster.golden.renew")) {
      return bytes(Files.readString(SOURCE));
    }
    try (InputStream file = GoldenRecordTest.class.getResourceAsStream(FILE)) {
      assertThat(file).as("test resource %s", FILE).isNotNull();
      return bytes(new String(file.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  private static byte[] bytes(String lines) {
    return HexFormat.of().parseHex(lines.replaceAll("\\s", ""));
  }

  private static String lines(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).replaceAll("(.{" + 2 * BYTES_PER_LINE + "})", "$1\n")
        + "\n";
  }
}
