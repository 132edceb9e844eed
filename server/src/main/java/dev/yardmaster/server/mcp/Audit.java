package dev.yardmaster.server.mcp;

import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.audit.Denial;
import dev.yardmaster.server.audit.DeniedLog;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;

/** Writes down what was denied over MCP, whichever era of the protocol it came in. */
record Audit(DeniedLog denials) {
  /** A request of which nothing was read yet: nobody is known, nor what was asked. */
  void unread(NoException no, HttpServletRequest request) {
    if (isDenial(no)) {
      denials.denied(
          new Denial(
              Denial.NOBODY,
              Denial.text(remote(request)),
              request.getMethod() + " " + McpEndpoint.PATH,
              ""));
    }
  }

  /**
   * A call that ended badly.
   *
   * @param operation the method of MCP, and the tool where it calls one; never what is asked of it
   */
  void failed(RuntimeException failure, Visitor visitor, String operation, String workspace) {
    NoException no = Gateway.noOf(failure);
    if (no != null && isDenial(no)) {
      denials.denied(new Denial(visitor.principal(), visitor.remote(), operation, workspace));
    }
  }

  private static boolean isDenial(NoException no) {
    return no.refusal().code() == RefusalCode.DENIED;
  }

  static InetSocketAddress remote(HttpServletRequest request) {
    return new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort());
  }
}
