package dev.yardmaster.server.mcp;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.server.audit.Denial;
import dev.yardmaster.server.gateway.Callers;
import dev.yardmaster.server.gateway.NoException;
import dev.yardmaster.server.http.Hosts;
import dev.yardmaster.server.http.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the servlet: refuses foreign hosts and origins, finds out who calls, and notes the
 * ends and signs of life of sessions.
 */
final class McpGate extends HttpFilter {
  @Serial private static final long serialVersionUID = 1;

  static final String CALLER = "yardmaster.caller";

  /** Says that the caller is a bridge, and which; each request of it renews its agents. */
  static final String BRIDGE = "Yardmaster-Bridge";

  /** Shows the handle of an agent of the bridge, which may be news to a server just started. */
  static final String AGENT = "Yardmaster-Agent";

  private static final int MAX_BRIDGE = 64;

  private static final String SESSION = "Mcp-Session-Id";

  private final transient Hosts hosts;
  private final transient Callers callers;
  private final transient Desktop desktop;

  McpGate(Hosts hosts, Callers callers, Desktop desktop) {
    this.hosts = hosts;
    this.callers = callers;
    this.desktop = desktop;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Visitor visitor = visitor(request, response);
    if (visitor == null) {
      return;
    }
    request.setAttribute(CALLER, visitor);
    String session = request.getHeader(SESSION);
    boolean ends = request.getMethod().equals("DELETE");
    if (visitor.bridge() != null && session == null) {
      if (ends) {
        desktop.leave(visitor);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
      desktop.renew(visitor);
    } else if (session != null && ends) {
      desktop.leave(session, visitor);
    } else if (session != null && visitor.bridge() != null) {
      desktop.renew(session, visitor);
    }
    chain.doFilter(request, response);
  }

  private @Nullable Visitor visitor(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      hosts.check(request.getHeader("Host"), request.getHeader("Origin"));
      return new Visitor(
          callers.connection(
              request.getHeader("Authorization"),
              Audit.remote(request),
              name -> request.getHeader(name) != null),
          Denial.text(Audit.remote(request)),
          bridge(request.getHeader(BRIDGE)),
          request.getHeader(AGENT));
    } catch (NoException no) {
      desktop.audit().unread(no, request);
      response.setStatus(Problems.status(no.refusal().code()));
      response.setContentType("application/problem+json");
      response.getWriter().write(Problems.json(no));
      return null;
    }
  }

  private static @Nullable String bridge(@Nullable String shown) {
    if (shown != null && (shown.isBlank() || shown.length() > MAX_BRIDGE)) {
      throw NoException.of(
          Refusal.invalid(
              "Expected 1 to %d characters in %s, got %d"
                  .formatted(MAX_BRIDGE, BRIDGE, shown.length())));
    }
    return shown;
  }
}
