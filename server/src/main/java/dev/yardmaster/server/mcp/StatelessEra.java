package dev.yardmaster.server.mcp;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the requests of revision 2026-07-28, which have no session, and passes on all others to
 * the servlet that knows the revisions before. Which a request is, it says itself: by the version
 * in its header or body, or by a header that only the new era has.
 */
final class StatelessEra extends HttpFilter {
  @Serial private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StatelessEra.class);

  /** Versions whose requests belong to sessions. */
  private static final Set<String> OF_SESSIONS =
      Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

  /** In every body that names its version; what lacks it need not be parsed twice. */
  private static final byte[] MARK =
      (StatelessRequest.META + "protocolVersion").getBytes(StandardCharsets.UTF_8);

  /** Longer than a wait takes to its next sign of life. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(4);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final transient StatelessMethods methods;
  private final transient Set<StatelessLine> running = ConcurrentHashMap.newKeySet();

  StatelessEra(StatelessMethods methods) {
    this.methods = methods;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean told = isToldByHeaders(request);
    if (!request.getMethod().equals("POST")) {
      if (told) {
        response.setHeader("Allow", "POST");
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      } else {
        chain.doFilter(request, response);
      }
      return;
    }
    byte[] body = request.getInputStream().readNBytes(McpEndpoint.MAX_BODY_BYTES + 1);
    try {
      if (body.length > McpEndpoint.MAX_BODY_BYTES) {
        throw Fault.notARequest(
            413, "Expected at most %d bytes, got more".formatted(McpEndpoint.MAX_BODY_BYTES));
      }
      if (told || isToldByBody(body)) {
        serve(request, body, response);
      } else {
        SessionEra.serve(request, body, response, chain);
      }
    } catch (Fault fault) {
      StatelessLine.refuse(response, null, fault);
    } catch (Line.GoneException gone) {
      LOG.debug("A request ended without an answer: {}", gone.getMessage());
      if (!response.isCommitted()) {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      }
    }
  }

  private static boolean isToldByHeaders(HttpServletRequest request) {
    String version = request.getHeader(StatelessRequest.VERSION_HEADER);
    return version == null
        ? request.getHeader(StatelessRequest.METHOD_HEADER) != null
        : !OF_SESSIONS.contains(version.strip());
  }

  private static boolean isToldByBody(byte[] body) {
    return holds(body, MARK) && StatelessRequest.versionOf(StatelessRequest.parse(body)) != null;
  }

  private static boolean holds(byte[] text, byte[] part) {
    for (int i = 0; i + part.length <= text.length; i++) {
      if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  private void serve(HttpServletRequest request, byte[] body, HttpServletResponse response) {
    checkTypes(request);
    ObjectNode message = StatelessRequest.parse(body);
    if (StatelessRequest.isNotification(message)) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      return;
    }
    StatelessRequest read;
    try {
      read = StatelessRequest.read(message, request, StatelessMethods.ALL);
    } catch (Fault fault) {
      StatelessLine.refuse(response, StatelessRequest.idOf(message), fault);
      return;
    }
    Visitor visitor =
        (Visitor) Objects.requireNonNull(request.getAttribute(McpGate.CALLER), "a caller");
    run(read, new StatelessLine(visitor, read, response));
  }

  private void run(StatelessRequest request, StatelessLine line) {
    running.add(line);
    try {
      methods.run(request, line);
    } catch (Fault fault) {
      line.refuse(fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Line.GoneException e) {
      if (!line.isClosing()) {
        throw e;
      }
      line.refuse(Fault.internal(503, "The server stops; call again later", Map.of()));
    } catch (RuntimeException e) {
      LOG.error("A request failed; the server goes on", e);
      line.refuse(Fault.internal(500, "The server failed, and says why in its log", Map.of()));
    } finally {
      running.remove(line);
    }
  }

  private static void checkTypes(HttpServletRequest request) {
    if (!String.valueOf(request.getContentType())
        .toLowerCase(Locale.ROOT)
        .startsWith("application/json")) {
      throw Fault.notARequest(
          415, "Expected Content-Type application/json, got " + request.getContentType());
    }
    String accepted = accepted(request.getHeader("Accept"));
    if (!accepted.contains("*/*")
        && !(accepted.contains("application/json") && accepted.contains(StatelessLine.EVENTS))) {
      throw Fault.notARequest(
          406, "Expected Accept application/json, text/event-stream, got " + accepted);
    }
  }

  private static String accepted(@Nullable String header) {
    return header == null ? "*/*" : header.toLowerCase(Locale.ROOT);
  }

  /** Ends what waits, and lets it say so within a bound. */
  void close() {
    running.forEach(StatelessLine::close);
    long deadline = System.nanoTime() + LAST_WORDS.toNanos();
    try {
      while (!running.isEmpty() && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
