package dev.yardmaster.cli.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Requests of the era without sessions, each of which stands alone. One that its client cancels is
 * cut off, so that the server sees its client go, and nothing more is heard of it.
 */
final class Alone {
  private static final String LISTEN = "subscriptions/listen";

  /** A sign of life of an agent that joined through this bridge. */
  private static final Envelope RENEWAL =
      Objects.requireNonNull(
          Envelope.read(
              """
              {"jsonrpc":"2.0","id":"yardmaster-renewal","method":"server/discover",\
              "params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
              "io.modelcontextprotocol/clientCapabilities":{}}}}\
              """));

  private final Remote remote;
  private final Consumer<String> out;

  /** Those under way, by their ids: what is not here is not heard. */
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  private record Running(Thread thread, String method) {}

  Alone(Remote remote, Consumer<String> out) {
    this.remote = remote;
    this.out = out;
  }

  /** A request is about to be passed on by a thread. */
  void begins(Envelope request, Thread thread) {
    running.put(request.key(), new Running(thread, request.method()));
  }

  /** Cuts off a request; false where none of that id is under way. */
  boolean cancel(String key) {
    Running cancelled = running.remove(key);
    if (cancelled != null) {
      cancelled.thread().interrupt();
    }
    return cancelled != null;
  }

  /** Cuts off what would end with nothing but its client. */
  void stopListening() {
    running.forEach((key, each) -> {
      if (each.method().equals(LISTEN)) {
        boolean _ = cancel(key);
      }
    });
  }

  /** Passes a request on, and its answer back. */
  void pass(Envelope request) throws InterruptedException {
    Running own = new Running(Thread.currentThread(), request.method());
    Consumer<String> heard =
        line -> {
          Joined.Agent agent = request.isJoin() ? Envelope.joinedBy(line) : null;
          if (agent != null) {
            remote.joined().alone(agent);
          }
          if (own.equals(running.get(request.key()))) {
            out.accept(Envelope.oneLine(line));
          }
        };
    try {
      answer(request, remote.postAlone(request, null), heard);
    } catch (IOException e) {
      heard.accept(Envelope.error(request.id(), Envelope.INTERNAL, remote.away(e)));
    } finally {
      running.remove(request.key(), own);
    }
  }

  private static void answer(
      Envelope request, HttpResponse<InputStream> response, Consumer<String> heard)
      throws IOException {
    try (InputStream body = response.body()) {
      if (response.headers().firstValue("Content-Type").orElse("").contains("event-stream")) {
        Events.read(body, heard);
        return;
      }
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      if (response.statusCode() < 400 || Envelope.isError(text)) {
        heard.accept(text);
      } else {
        heard.accept(Envelope.error(request.id(), Envelope.INTERNAL, Envelope.detailOf(text)));
      }
    }
  }

  /** Renews the agents that joined, each by its handle. */
  void renew() throws InterruptedException {
    try {
      for (String agent : remote.joined().alone()) {
        remote.postAlone(RENEWAL, agent).body().close();
      }
    } catch (IOException e) {
      // The server is away; the next request says so to the client.
    }
  }
}
