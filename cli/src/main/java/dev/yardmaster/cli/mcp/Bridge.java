package dev.yardmaster.cli.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes JSON-RPC messages on: each line that comes in is posted, each message that comes back is a
 * line. While the input is open it renews the agent; at its end it ends the session.
 */
final class Bridge {
  /** Requests under way at once; more wait to be read. */
  private static final int MAX_REQUESTS = 64;

  /** A third of the life of an agent whose bridge is silent. */
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  /** How long answers are awaited after the input ended. */
  static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  static final Pace PACE = new Pace(LAST_ANSWERS, RENEWAL);

  private static final int NO_SUCH_SESSION = 404;
  private static final String RENEW =
      "{\"jsonrpc\":\"2.0\",\"id\":\"yardmaster-renewal\",\"method\":\"ping\"}";

  private final Remote remote;
  private final Consumer<String> out;
  private final Pace pace;
  private final Alone alone;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock beginning = new ReentrantLock();
  private final Semaphore requests = new Semaphore(MAX_REQUESTS);

  /** How the client began, to begin anew with a server that was restarted. */
  private volatile @Nullable Envelope initialize;

  private volatile @Nullable Envelope initialized;

  /**
   * How it keeps time.
   *
   * @param lastAnswers how long answers may take once the input has ended
   * @param renewal between signs of life of the agents
   */
  record Pace(Duration lastAnswers, Duration renewal) {}

  /**
   * From lines to lines.
   *
   * @param out takes one message at a time
   */
  Bridge(Remote remote, Consumer<String> out, Pace pace) {
    this.remote = remote;
    this.out = out;
    this.pace = pace;
    this.alone = new Alone(remote, this::write);
  }

  /** Runs until the input ends. */
  void run(InputStream in) throws IOException, InterruptedException {
    Thread renewal = Thread.ofVirtual().name("yardmaster-renewal").start(this::renew);
    try (remote;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        if (!line.isBlank()) {
          take(line);
        }
        line = lines.readLine();
      }
      alone.stopListening();
      boolean _ =
          requests.tryAcquire(MAX_REQUESTS, pace.lastAnswers().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      renewal.interrupt();
    }
  }

  private void take(String line) throws InterruptedException {
    Envelope message = Envelope.read(line);
    if (message == null) {
      write(Envelope.error(null, Envelope.PARSE_ERROR, "Expected one JSON object on each line"));
      return;
    }
    if (alone.cancel(message.cancelled())) {
      return;
    }
    if (message.isInitialize()) {
      initialize = message;
    } else if (message.method().equals("notifications/initialized")) {
      initialized = message;
    }
    boolean hasSession = !message.isStateless();
    if (!message.isRequest() || (hasSession && message.isInitialize())) {
      pass(message); // in order: what follows relies on it
      return;
    }
    requests.acquire();
    Thread thread =
        Thread.ofVirtual()
            .name("yardmaster-request")
            .unstarted(() -> {
              try {
                if (hasSession) {
                  pass(message);
                } else {
                  alone.pass(message);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                requests.release();
              }
            });
    if (!hasSession) {
      alone.begins(message, thread); // before it can be cancelled
    }
    thread.start();
  }

  private void pass(Envelope message) throws InterruptedException {
    try {
      String before = remote.session();
      HttpResponse<InputStream> response = remote.post(message.line());
      if (response.statusCode() == NO_SUCH_SESSION && before != null && begin(before)) {
        response.body().close();
        response = remote.post(message.line());
      }
      answer(message, response, this::write);
    } catch (IOException e) {
      refuse(message, remote.away(e));
    }
  }

  /**
   * Begins a session in place of one that the server does not know; the agent sits in it by its
   * handle, which later requests show.
   */
  private boolean begin(String unknown) throws IOException, InterruptedException {
    Envelope first = initialize;
    Envelope second = initialized;
    if (first == null) {
      return false;
    }
    beginning.lock();
    try {
      if (unknown.equals(remote.session())) {
        remote.forget();
        answer(first, remote.post(first.line()), unwanted -> {});
        if (second != null) {
          remote.post(second.line()).body().close();
        }
      }
      return true;
    } finally {
      beginning.unlock();
    }
  }

  private void answer(
      Envelope message, HttpResponse<InputStream> response, Consumer<String> messages)
      throws IOException {
    try (InputStream body = response.body()) {
      if (response.statusCode() >= 400) {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        refuse(message, Envelope.detailOf(text));
      } else if (response.headers().firstValue("Content-Type").orElse("").contains("stream")) {
        Events.read(body, text -> heard(message, text, messages));
      } else {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        if (!text.isBlank()) {
          heard(message, text, messages);
        }
      }
    }
  }

  private void heard(Envelope message, String text, Consumer<String> messages) {
    if (message.isInitialize()) {
      String version = Envelope.versionOf(text);
      if (!version.isEmpty()) {
        remote.speak(version);
      }
    }
    Joined.Agent agent = message.isJoin() ? Envelope.joinedBy(text) : null;
    if (agent != null) {
      remote.joined().inSession(agent);
    }
    messages.accept(Envelope.oneLine(text));
  }

  private void refuse(Envelope message, String why) {
    if (message.isRequest()) {
      write(Envelope.error(message.id(), Envelope.NOT_DELIVERED, why));
    }
  }

  private void write(String message) {
    writing.lock();
    try {
      out.accept(message);
    } finally {
      writing.unlock();
    }
  }

  /** Each request of a bridge is a sign of life of its agent; this one is nothing else. */
  private void renew() {
    try {
      while (true) {
        Thread.sleep(pace.renewal());
        if (remote.session() != null) {
          renewOnce();
        }
        alone.renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the input has ended
    }
  }

  private void renewOnce() throws InterruptedException {
    try {
      String before = remote.session();
      HttpResponse<InputStream> response = remote.post(RENEW);
      response.body().close();
      if (response.statusCode() == NO_SUCH_SESSION && before != null && begin(before)) {
        remote.post(RENEW).body().close();
      }
    } catch (IOException e) {
      // The server is away; the next request says so to the client.
    }
  }
}
