package dev.yardmaster.engine.log;

import static org.assertj.core.api.Assertions.fail;

import dev.yardmaster.engine.log.LogException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What tests say about logs: append and wait, read all, the kind of a failure. */
final class Appends {
  private static final int PATIENCE_SECONDS = 20;

  private Appends() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Appends and waits for the index. */
  static long append(CommandLog log, String text) {
    return await(log.append(bytes(text)));
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError("Expected the stage to complete, but: " + e, e);
    }
  }

  /** The kind with which a stage fails. */
  static Kind failure(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return fail("Expected a failure, got " + value);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LogException fault) {
        return fault.kind();
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything committed from an index on. */
  static List<String> readAll(CommandLog log, long from) throws LogException {
    try (LogReader reader = log.read(from)) {
      List<String> found = new ArrayList<>();
      while (reader.advance()) {
        found.add(new String(reader.record(), StandardCharsets.UTF_8));
      }
      return found;
    }
  }

  static List<String> numbered(long from, long to) {
    List<String> texts = new ArrayList<>();
    for (long i = from; i <= to; i++) {
      texts.add("r" + i);
    }
    return texts;
  }

  /** Appends r1, r2 and so on. */
  static void appendNumbered(CommandLog log, long from, long to) {
    List<CompletionStage<Long>> stages = new ArrayList<>();
    for (String text : numbered(from, to)) {
      stages.add(log.append(bytes(text)));
    }
    stages.forEach(Appends::await);
  }

  static void snapshot(CommandLog log, long index) throws LogException {
    log.saveSnapshot(
        index,
        sink -> {
          sink.add(bytes("state up to " + index));
          sink.add(new byte[0]);
        });
  }
}
