package dev.yardmaster.core.resource;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.machine.Event;
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

/**
 * All resources of a workspace that are declared or held, and every grant.
 *
 * <p>Resources form the tree of their paths. Whoever asks looks at the resource itself, at subtrees
 * held above it and, for a subtree, at what is held below: O(depth), whatever the number of
 * resources and holders (R50). A holder's own holds never stand in its way.
 */
public final class ResourceTable {
  /** Most resources declared, held or with something held below them. */
  public static final int MAX_RESOURCES = 1_000_000;

  private final Map<String, Resource> resources = new HashMap<>();
  private final Map<FencingToken, Grant> grants = new LinkedHashMap<>();
  private final Map<FencingToken, List<Hold>> holds = new HashMap<>();
  private final Map<Holder, List<Grant>> byHolder = new HashMap<>();
  private int subtrees;
  private int entriesHeld;
  private long hash;

  /** The resource of that name; for a subtree, the one it begins at. */
  public @Nullable Resource find(ResourceName name) {
    return resources.get(name.path());
  }

  public @Nullable Grant grant(FencingToken token) {
    return grants.get(token);
  }

  /** All grants, oldest first. */
  public Collection<Grant> grants() {
    return Collections.unmodifiableCollection(grants.values());
  }

  /** The grants of the holder, oldest first; empty when it holds nothing. */
  public List<Grant> heldBy(Holder holder) {
    return byHolder.getOrDefault(holder, List.of());
  }

  /** The holder's grant of just this set, or null. */
  public @Nullable Grant sameGrant(Holder holder, List<LockRequest> locks) {
    for (Grant grant : heldBy(holder)) {
      if (grant.locks().equals(locks)) {
        return grant;
      }
    }
    return null;
  }

  /** Whether a grant of the holder includes the entry already, so that it never queues again. */
  public boolean covers(@Nullable Holder holder, LockRequest request) {
    if (holder == null || request.mode() == LockMode.PERMITS) {
      return false;
    }
    for (Grant grant : heldBy(holder)) {
      for (LockRequest own : grant.locks()) {
        if (own.covers(request)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether it could be granted if nobody held anything. */
  public boolean couldAdmit(LockRequest request) {
    Resource resource = find(request.resource());
    return request.mode() != LockMode.PERMITS
        || request.permits() <= (resource == null ? 0 : resource.capacity());
  }

  /** The holder's own SHARED hold that the entry would upgrade, or null (R51). */
  public @Nullable LockRequest upgraded(Holder holder, LockRequest request) {
    for (Grant grant : heldBy(holder)) {
      for (LockRequest own : grant.locks()) {
        boolean weaker = own.mode() == LockMode.SHARED && request.mode() != LockMode.SHARED;
        if (weaker && own.resource().overlaps(request.resource())) {
          return own;
        }
      }
    }
    return null;
  }

  /** A grant of another holder that the entry cannot stand beside, or null (S7). */
  public @Nullable Grant conflict(@Nullable Holder holder, LockRequest request) {
    LockMode mode = request.mode();
    Resource at = resources.get(request.resource().path());
    Hold found = null;
    if (at != null) {
      found = at.plain() == null ? null : at.plain().conflict(mode, holder);
      if (found == null && request.resource().isSubtree() && at.below() != null) {
        found = at.below().conflict(mode, holder);
      }
    }
    if (found == null && subtrees > 0) {
      for (Resource r = at == null ? above(request.resource()) : at;
          r != null && found == null;
          r = r.parent()) {
        found = r.subtree() == null ? null : r.subtree().conflict(mode, holder);
      }
    }
    return found == null ? null : found.grant;
  }

  /** All grants of other holders that the entry cannot stand beside; each maybe more than once. */
  public List<Grant> conflicts(@Nullable Holder holder, LockRequest request) {
    List<Hold> found = new ArrayList<>();
    LockMode mode = request.mode();
    Resource at = resources.get(request.resource().path());
    if (at != null && at.plain() != null) {
      at.plain().conflicts(mode, holder, found);
    }
    if (at != null && request.resource().isSubtree() && at.below() != null) {
      at.below().conflicts(mode, holder, found);
    }
    for (Resource r = at == null ? above(request.resource()) : at; r != null; r = r.parent()) {
      if (r.subtree() != null) {
        r.subtree().conflicts(mode, holder, found);
      }
    }
    return found.stream().map(hold -> hold.grant).toList();
  }

  /** The nearest resource above that name that is there. */
  private @Nullable Resource above(ResourceName name) {
    String path = name.path();
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      Resource resource = resources.get(path.substring(0, slash));
      if (resource != null) {
        return resource;
      }
    }
    return null;
  }

  /** Whether as many permits as asked for are left; true for other modes. */
  public boolean suffices(LockRequest request, long nowMillis) {
    if (request.mode() != LockMode.PERMITS) {
      return true;
    }
    Resource resource = find(request.resource());
    return resource != null && resource.permitsLeft(nowMillis) >= request.permits();
  }

  /** Whether the entry could be granted now beside what others hold. */
  public boolean admits(@Nullable Holder holder, LockRequest request, long nowMillis) {
    return conflict(holder, request) == null && suffices(request, nowMillis);
  }

  /** Those that are declared or held themselves, by path. */
  public List<Resource> used() {
    return new TreeMap<>(resources).values().stream().filter(Resource::isUsed).toList();
  }

  /**
   * Those of {@link #used} at which something may stand in the way of a lock on that name: the
   * resource itself, those above with a subtree held and, for a subtree, those below; by path.
   */
  public List<Resource> usedAt(ResourceName name) {
    TreeMap<String, Resource> found = new TreeMap<>();
    Resource at = resources.get(name.path());
    if (at != null && at.isUsed()) {
      found.put(at.path(), at);
    }
    for (Resource r = at == null ? above(name) : at.parent(); r != null; r = r.parent()) {
      if (r.subtree() != null) {
        found.put(r.path(), r);
      }
    }
    if (name.isSubtree() && at != null) {
      String below = name.path() + "/";
      used().stream()
          .filter(resource -> resource.path().startsWith(below))
          .forEach(resource -> found.put(resource.path(), resource));
    }
    return List.copyOf(found.values());
  }

  public int size() {
    return resources.size();
  }

  /** Entries of all lock sets held. */
  public int entriesHeld() {
    return entriesHeld;
  }

  public long hash() {
    return hash;
  }

  public void snapshot(Consumer<Event> sink) {
    List<Resource> used = used();
    for (Resource resource : used) {
      if (resource.capacity() > 0) {
        sink.accept(
            new ResourceEvent.ResourceDeclared(
                ResourceName.of(resource.path()), resource.capacity(), resource.refill()));
      }
    }
    for (Grant grant : grants.values()) {
      sink.accept(
          new ResourceEvent.GrantRestored(
              new ResourceEvent.LocksAcquired(
                  grant.token(),
                  grant.holder(),
                  grant.locks(),
                  grant.leaseMillis(),
                  grant.waitId()),
              grant.sinceMillis(),
              grant.endMillis()));
    }
    for (Resource resource : used) {
      if (!resource.refill().isNone()) {
        sink.accept(
            new ResourceEvent.LevelRestored(
                ResourceName.of(resource.path()), resource.level(), resource.levelAtMillis()));
      }
    }
  }

  void declare(ResourceName name, int capacity, Refill refill, long nowMillis) {
    Resource resource = require(name.path());
    hash -= resource.hash();
    resource.declare(capacity, refill, nowMillis);
    hash += resource.hash();
    dropIfIdle(resource);
  }

  void level(ResourceName name, long level, long atMillis) {
    Resource resource = require(name.path());
    hash -= resource.hash();
    resource.level(level, atMillis);
    hash += resource.hash();
  }

  void charge(ResourceName name, long amount, long nowMillis) {
    Resource resource = require(name.path());
    hash -= resource.hash();
    resource.use(amount, nowMillis);
    hash += resource.hash();
  }

  void acquire(Grant grant, long nowMillis) {
    List<Hold> taken = new ArrayList<>(grant.locks().size());
    for (LockRequest lock : grant.locks()) {
      Resource resource = require(lock.resource().path());
      Hold hold = new Hold(grant, lock);
      hash -= resource.hash();
      resource.take(hold, nowMillis);
      hash += resource.hash();
      subtrees += lock.resource().isSubtree() ? 1 : 0;
      taken.add(hold);
    }
    if (grants.put(grant.token(), grant) != null) {
      throw new IllegalStateException("S8: token %s is granted twice".formatted(grant.token()));
    }
    holds.put(grant.token(), taken);
    entriesHeld += taken.size();
    byHolder.computeIfAbsent(grant.holder(), h -> new ArrayList<>(1)).add(grant);
    hash += grant.hash();
  }

  void extend(FencingToken token, long leaseMillis, long endMillis) {
    Grant grant = requireGrant(token);
    hash -= grant.hash();
    grant.extend(leaseMillis, endMillis);
    hash += grant.hash();
  }

  Grant release(FencingToken token) {
    Grant grant = requireGrant(token);
    free(grant);
    List<Grant> others = byHolder.get(grant.holder());
    if (others == null || !others.remove(grant)) {
      throw new IllegalStateException("Expected %s to hold %s".formatted(grant.holder(), token));
    }
    if (others.isEmpty()) {
      byHolder.remove(grant.holder());
    }
    return grant;
  }

  List<Grant> releaseAll(Holder holder) {
    List<Grant> all = byHolder.remove(holder);
    if (all == null) {
      return List.of();
    }
    all.forEach(this::free);
    return all;
  }

  private void free(Grant grant) {
    List<Hold> freed = holds.remove(grant.token());
    if (freed == null || grants.remove(grant.token()) == null) {
      throw new IllegalStateException("Expected a grant under token " + grant.token());
    }
    hash -= grant.hash();
    entriesHeld -= freed.size();
    for (Hold hold : freed) {
      Resource resource = require(hold.request.resource().path());
      resource.free(hold);
      subtrees -= hold.request.resource().isSubtree() ? 1 : 0;
      dropIfIdle(resource);
    }
  }

  private Grant requireGrant(FencingToken token) {
    Grant grant = grants.get(token);
    if (grant == null) {
      throw new IllegalStateException("Expected a grant under token " + token);
    }
    return grant;
  }

  private Resource require(String path) {
    Resource known = resources.get(path);
    if (known != null) {
      return known;
    }
    int slash = path.lastIndexOf('/');
    Resource parent = slash < 0 ? null : require(path.substring(0, slash));
    Resource made = new Resource(path, parent);
    resources.put(path, made);
    return made;
  }

  private void dropIfIdle(Resource resource) {
    for (Resource r = resource; r != null && r.isIdle(); r = r.parent()) {
      resources.remove(r.path());
      r.detach();
    }
  }

  Map<String, Resource> resources() {
    return resources;
  }

  List<Hold> holdsOf(Grant grant) {
    return holds.getOrDefault(grant.token(), List.of());
  }

  /** Adds what contradicts S4 and S7. */
  public void verify(List<String> problems) {
    new ResourceVerification(this).verify(problems);
  }
}
