package dev.yardmaster.server.mcp;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hands messages of the revisions with sessions to the servlet that knows them, which blames itself
 * for some that are none, and shows its stack trace: those are answered here.
 */
final class SessionEra {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEra.class);
  private static final int MAX_LOGGED = 500;

  private SessionEra() {}

  /**
   * Answers a POST.
   *
   * @throws Fault where the message is none that can be answered
   */
  static void serve(
      HttpServletRequest request, byte[] body, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ObjectNode message = StatelessRequest.parse(body);
    if (isAnswer(message)) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED); // to no question: this server asks none
      return;
    }
    check(message);
    Answer answer = new Answer(response);
    chain.doFilter(new ReadRequest(request, body), answer);
    if (answer.failed && !response.isCommitted()) {
      String told = answer.told.toString();
      LOG.error(
          "A message of MCP failed; the server goes on: {}",
          told.substring(0, Math.min(told.length(), MAX_LOGGED)));
      StatelessLine.refuse(
          response,
          StatelessRequest.idOf(message),
          Fault.internal(
              HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
              "The server failed on this message and says why in its log",
              Map.of()));
    }
  }

  private static boolean isAnswer(ObjectNode message) {
    return !message.has("method") && (message.has("result") || message.has("error"));
  }

  private static void check(ObjectNode message) {
    JsonNode method = message.path("method");
    if (!message.path("jsonrpc").asString("").equals("2.0") || !method.isString()) {
      throw Fault.notARequest(400, "Expected jsonrpc \"2.0\" and a method");
    }
    if (message.has("id") && StatelessRequest.idOf(message) == null) {
      throw Fault.notARequest(400, "Expected an id that is text or a whole number");
    }
    JsonNode params = message.get("params");
    if (params != null && !params.isObject()) {
      throw Fault.badMeta("Expected params to be an object");
    }
    if (method.asString().equals("initialize") && params == null) {
      throw Fault.badMeta("Expected params with protocolVersion, capabilities and clientInfo");
    }
  }

  /** What the servlet answers, unless it blames itself. */
  private static final class Answer extends HttpServletResponseWrapper {
    private boolean failed;
    private final StringWriter told = new StringWriter();

    Answer(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setStatus(int status) {
      failed = status == HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      if (!failed) {
        super.setStatus(status);
      }
    }

    @Override
    public void sendError(int status, String message) throws IOException {
      failed = status == HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      if (failed) {
        told.write(message);
      } else {
        super.sendError(status, message);
      }
    }

    @Override
    public PrintWriter getWriter() throws IOException {
      return failed ? new PrintWriter(told) : super.getWriter();
    }
  }
}
