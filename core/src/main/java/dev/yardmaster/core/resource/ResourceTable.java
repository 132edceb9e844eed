package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All resources of a workspace that are declared or held, and what each holder holds. */
public final class ResourceTable {
  /** Most resources declared or held at once. */
  public static final int MAX_RESOURCES = 1_000_000;

  private final Map<ResourceName, Resource> resources = new HashMap<>();
  private final Map<Holder, List<LockRequest>> held = new LinkedHashMap<>();
  private long hash;

  public @Nullable Resource find(ResourceName name) {
    return resources.get(name);
  }

  /** What the holder holds; empty when nothing. */
  public List<LockRequest> heldBy(Holder holder) {
    return held.getOrDefault(holder, List.of());
  }

  public boolean holdsAny(Holder holder) {
    return held.containsKey(holder);
  }

  /** The first entry of the set that cannot be granted now, or null when all can. */
  public @Nullable LockRequest firstBlocker(List<LockRequest> set) {
    for (LockRequest request : set) {
      if (!admits(request)) {
        return request;
      }
    }
    return null;
  }

  public boolean admits(LockRequest request) {
    Resource resource = resources.get(request.resource());
    return resource == null ? request.mode() != LockMode.PERMITS : resource.admits(request);
  }

  /** Whether it could be granted if nobody held anything. */
  public boolean couldAdmit(LockRequest request) {
    Resource resource = resources.get(request.resource());
    return request.mode() != LockMode.PERMITS
        || request.permits() <= (resource == null ? 0 : resource.capacity());
  }

  /** All resources by name. */
  public Collection<Resource> all() {
    return Collections.unmodifiableCollection(new TreeMap<>(resources).values());
  }

  public int size() {
    return resources.size();
  }

  public long hash() {
    return hash;
  }

  public void snapshot(Consumer<Event> sink) {
    for (Resource resource : all()) {
      if (resource.capacity() > 0) {
        sink.accept(new ResourceEvent.ResourceDeclared(resource.name(), resource.capacity()));
      }
    }
    held.forEach((holder, locks) -> sink.accept(new ResourceEvent.LocksAcquired(holder, locks)));
  }

  public void verify(List<String> problems) {
    long sum = 0;
    for (Resource resource : resources.values()) {
      if (!resource.isConsistent()) {
        problems.add("S7: resource %s miscounts its holders".formatted(resource.name()));
      }
      sum += declarationHash(resource.name(), resource.capacity());
    }
    for (Map.Entry<Holder, List<LockRequest>> entry : held.entrySet()) {
      sum += holdHash(entry.getKey(), entry.getValue());
      for (LockRequest lock : entry.getValue()) {
        Resource resource = resources.get(lock.resource());
        if (resource == null || !resource.holders().contains(entry.getKey())) {
          problems.add("S7: %s is not held by %s".formatted(lock.resource(), entry.getKey()));
        }
      }
    }
    if (sum != hash) {
      problems.add("S4: resources hash to %x, expected %x".formatted(sum, hash));
    }
  }

  void declare(ResourceName name, int capacity) {
    Resource resource = resources.computeIfAbsent(name, Resource::new);
    hash += declarationHash(name, capacity) - declarationHash(name, resource.capacity());
    resource.declare(capacity);
    dropIfIdle(resource);
  }

  void acquire(Holder holder, List<LockRequest> locks) {
    if (held.containsKey(holder)) {
      throw new IllegalStateException("Expected %s to hold nothing yet".formatted(holder));
    }
    for (LockRequest lock : locks) {
      resources.computeIfAbsent(lock.resource(), Resource::new).take(holder, lock);
    }
    held.put(holder, locks);
    hash += holdHash(holder, locks);
  }

  List<ResourceName> release(Holder holder) {
    List<LockRequest> locks = held.remove(holder);
    if (locks == null) {
      throw new IllegalStateException("Expected %s to hold something".formatted(holder));
    }
    hash -= holdHash(holder, locks);
    List<ResourceName> freed = new ArrayList<>(locks.size());
    for (LockRequest lock : locks) {
      Resource resource = resources.get(lock.resource());
      if (resource == null) {
        throw new IllegalStateException("Expected resource %s to exist".formatted(lock.resource()));
      }
      resource.free(holder);
      dropIfIdle(resource);
      freed.add(lock.resource());
    }
    return freed;
  }

  private void dropIfIdle(Resource resource) {
    if (resource.isIdle()) {
      resources.remove(resource.name());
    }
  }

  private static long declarationHash(ResourceName name, int capacity) {
    return capacity == 0 ? 0 : Hashing.fold(Hashing.fold(2, name.value()), capacity);
  }

  private static long holdHash(Holder holder, List<LockRequest> locks) {
    long h = Hashing.fold(3, holder.token().value());
    h =
        switch (holder) {
          case Holder.Attempt attempt -> Hashing.fold(h, attempt.task().value());
          case Holder.Session session -> Hashing.fold(Hashing.fold(h, 1), session.agent().value());
        };
    for (LockRequest lock : locks) {
      h = Hashing.fold(h, lock.resource().value());
      h = Hashing.fold(h, lock.mode());
      h = Hashing.fold(h, lock.permits());
    }
    return h;
  }
}
