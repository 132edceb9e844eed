package dev.yardmaster.server.mcp;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The response to one request without a session: one JSON object, or once the request has to wait,
 * a stream of events that ends with it. What cannot be written any more ends the request.
 * Thread-safe.
 */
final class StatelessLine implements Line {
  static final String EVENTS = "text/event-stream";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Visitor visitor;
  private final StatelessRequest request;
  private final HttpServletResponse response;
  private final ReentrantLock writing = new ReentrantLock();
  private final Semaphore wakes = new Semaphore(0);
  private boolean streams;
  private double toldSeconds = -1;
  private volatile boolean closing;

  StatelessLine(Visitor visitor, StatelessRequest request, HttpServletResponse response) {
    this.visitor = visitor;
    this.request = request;
    this.response = response;
  }

  @Override
  public Visitor visitor() {
    return visitor;
  }

  @Override
  public @Nullable String session() {
    return null;
  }

  JsonNode id() {
    return request.id();
  }

  /** The server stops: the next sign of life ends the request. */
  void close() {
    closing = true;
    wake();
  }

  /** Ends a rest. */
  void wake() {
    wakes.release();
  }

  /** Rests until it is woken; false when it was not for so long. */
  boolean rest(Duration atMost) throws InterruptedException {
    boolean woken = wakes.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    wakes.drainPermits();
    return woken;
  }

  boolean isClosing() {
    return closing;
  }

  @Override
  public void goesOn(double seconds, String what) {
    if (closing) {
      throw new GoneException("The server stops", null);
    }
    JsonNode token = request.progressToken();
    if (token == null || seconds <= toldSeconds) {
      alive();
      return;
    }
    toldSeconds = seconds;
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("progressToken", token);
    params.put("progress", seconds);
    params.put("total", ToolCall.MAX_WAIT_SECONDS);
    params.put("message", what);
    notify("notifications/progress", params);
  }

  /** A comment, which shows both sides that the other is there. */
  void alive() {
    write(":\n\n");
  }

  /** Tells the client something before the answer. */
  void notify(String method, Map<String, Object> params) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("method", method);
    message.put("params", params);
    write(event(message));
  }

  /** Answers, and by that ends the request. */
  void answer(Map<String, Object> result) {
    end(200, message(request.id(), "result", result));
  }

  /** Answers with an error; its status is lost where a stream has begun. */
  void refuse(Fault fault) {
    end(fault.status(), error(request.id(), fault));
  }

  private void end(int status, Map<String, Object> message) {
    writing.lock();
    try {
      if (streams) {
        write(event(message));
      } else {
        send(response, status, message);
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(String text) {
    writing.lock();
    try {
      if (!streams) {
        streams = true;
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(EVENTS);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
      }
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      response.flushBuffer();
    } catch (IOException e) {
      throw new GoneException("The client has gone", e);
    } finally {
      writing.unlock();
    }
  }

  private static String event(Map<String, Object> message) {
    return "event: message\ndata: " + JSON.writeValueAsString(message) + "\n\n";
  }

  /** An error without a line, where no request could be read. */
  static void refuse(HttpServletResponse response, @Nullable JsonNode id, Fault fault) {
    send(response, fault.status(), error(id, fault));
  }

  private static void send(HttpServletResponse response, int status, Map<String, Object> message) {
    try {
      response.setStatus(status);
      response.setContentType("application/json");
      response.getOutputStream().write(JSON.writeValueAsBytes(message));
    } catch (IOException e) {
      throw new GoneException("The client has gone", e);
    }
  }

  private static Map<String, Object> error(@Nullable JsonNode id, Fault fault) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", fault.code());
    error.put("message", fault.getMessage());
    if (!fault.data().isEmpty()) {
      error.put("data", fault.data());
    }
    return message(id, "error", error);
  }

  private static Map<String, Object> message(
      @Nullable JsonNode id, String kind, Map<String, Object> content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    if (id != null) {
      message.put("id", id);
    }
    message.put(kind, content);
    return message;
  }
}
