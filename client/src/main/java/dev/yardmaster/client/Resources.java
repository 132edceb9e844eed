package dev.yardmaster.client;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.ResourceView;
import java.util.List;

/** Resources of a workspace: their capacities, and who holds them. */
public final class Resources {
  private final WorkspaceId workspace;
  private final Requests requests;

  Resources(WorkspaceId workspace, Requests requests) {
    this.workspace = workspace;
    this.requests = requests;
  }

  /** Gives a resource a capacity of permits (1-1,000,000); 0 withdraws it. */
  public void declare(ResourceName resource, int capacity) {
    requests.send(workspace, new ResourceCommand.DeclareResource(resource, capacity));
  }

  /** Resources that are declared or held, by name, at most this many (1-10,000). */
  public List<ResourceView> list(int limit) {
    return requests.query(workspace, new Query.OfResources(limit));
  }
}
