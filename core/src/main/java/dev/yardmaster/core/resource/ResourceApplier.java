package dev.yardmaster.core.resource;

/** Applies resource events to the table; decides nothing. */
public final class ResourceApplier {
  private final ResourceTable table;
  private ResourceObserver observer = ResourceObserver.NONE;

  public ResourceApplier(ResourceTable table) {
    this.table = table;
  }

  public void observe(ResourceObserver value) {
    observer = value;
  }

  public void apply(ResourceEvent event) {
    switch (event) {
      case ResourceEvent.ResourceDeclared declared -> {
        table.declare(declared.resource(), declared.capacity());
        observer.freed(declared.resource());
      }
      case ResourceEvent.LocksAcquired acquired ->
          table.acquire(acquired.holder(), acquired.locks());
      case ResourceEvent.LocksReleased released ->
          table.release(released.holder()).forEach(observer::freed);
    }
  }
}
