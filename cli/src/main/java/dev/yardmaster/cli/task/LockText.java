package dev.yardmaster.cli.task;

import dev.yardmaster.core.resource.LockMode;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.workspace.GrantView;
import dev.yardmaster.core.workspace.ResourceView;
import java.io.PrintWriter;
import java.util.List;

/** Resources and who holds them, as lines. */
final class LockText {
  private LockText() {}

  static void held(List<ResourceView> resources, PrintWriter out) {
    boolean any = false;
    for (ResourceView resource : resources) {
      if (resource.capacity() > 0) {
        out.printf(
            "%s: %d of %d permits in use%n",
            resource.name(), resource.permitsInUse(), resource.capacity());
      }
      for (GrantView grant : resource.grants()) {
        for (LockRequest lock : grant.locks()) {
          if (lock.resource().path().equals(resource.name().value())) {
            any = true;
            out.printf("%s is held %s by %s%n", lock.resource(), mode(lock), grant.holder());
          }
        }
      }
    }
    if (!any) {
      out.println("nothing is held");
    }
  }

  private static String mode(LockRequest lock) {
    return lock.mode() == LockMode.PERMITS
        ? "(%d permits)".formatted(lock.permits())
        : lock.mode().toString();
  }
}
