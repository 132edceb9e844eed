package dev.yardmaster.core.workspace;

import dev.yardmaster.core.deadlock.Edge;
import dev.yardmaster.core.wait.Wait;
import java.util.List;

/** An open wait as it stood when asked, and all that stands between it and its end, in words. */
public record WaitView(Wait open, List<String> blockedBy) {
  public WaitView {
    blockedBy = List.copyOf(blockedBy);
  }

  static WaitView of(Wait open, List<Edge> edges) {
    return new WaitView(
        open,
        edges.stream()
            .filter(edge -> open.equals(edge.via()))
            .map(edge -> edge.to() + " (" + edge.why() + ")")
            .toList());
  }
}
