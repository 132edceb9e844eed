package dev.yardmaster.server.audit;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A call that was denied: who asked, from where, for what. Neither what the call showed nor what it
 * carried; longer texts are cut.
 *
 * @param principal {@link #NOBODY} where the call showed nothing that is accepted
 * @param workspace empty where none was named, or nothing was read
 */
public record Denial(String principal, String remote, String operation, String workspace) {
  public static final String NOBODY = "nobody";

  private static final int MAX_TEXT = 256;

  public Denial {
    principal = cut(principal);
    remote = cut(remote);
    operation = cut(operation);
    workspace = cut(workspace);
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  /** An address as it is written down: numbers, never a name that would have to be looked up. */
  public static String text(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : "unknown";
  }
}
