package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.machine.Hashing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who wants which topics: a tree of pattern segments, so that publishing costs what it reaches and
 * not what there is.
 */
public final class Subscriptions {
  private static final class Node {
    private final Map<String, Node> next = new TreeMap<>();
    private final TreeSet<AgentId> agents = new TreeSet<>();

    private boolean isEmpty() {
      return next.isEmpty() && agents.isEmpty();
    }
  }

  private final Map<AgentId, TreeSet<TopicPattern>> patterns = new LinkedHashMap<>();
  private final Node root = new Node();
  private int count;
  private long hash;

  /** The patterns of an agent. */
  public SortedSet<TopicPattern> of(AgentId agent) {
    return Collections.unmodifiableSortedSet(patterns.getOrDefault(agent, new TreeSet<>()));
  }

  public int size() {
    return count;
  }

  /** Agents with a pattern that matches, by name, each once. */
  public SortedSet<AgentId> matching(Topic topic) {
    TreeSet<AgentId> found = new TreeSet<>();
    match(root, topic.segments(), 0, found);
    return found;
  }

  private static void match(Node node, String[] topic, int at, Set<AgentId> found) {
    if (at == topic.length) {
      found.addAll(node.agents);
      return;
    }
    Node rest = node.next.get(TopicPattern.REST);
    if (rest != null) {
      found.addAll(rest.agents);
    }
    Node any = node.next.get(TopicPattern.ONE);
    if (any != null) {
      match(any, topic, at + 1, found);
    }
    Node exact = node.next.get(topic[at]);
    if (exact != null) {
      match(exact, topic, at + 1, found);
    }
  }

  long hash() {
    return hash;
  }

  void add(AgentId agent, TopicPattern pattern) {
    if (!patterns.computeIfAbsent(agent, id -> new TreeSet<>()).add(pattern)) {
      throw new IllegalStateException("Expected %s not to want %s".formatted(agent, pattern));
    }
    Node node = root;
    for (String segment : pattern.segments()) {
      node = node.next.computeIfAbsent(segment, key -> new Node());
    }
    node.agents.add(agent);
    count++;
    hash += hash(agent, pattern);
  }

  void remove(AgentId agent, TopicPattern pattern) {
    TreeSet<TopicPattern> own = patterns.get(agent);
    if (own == null || !own.remove(pattern)) {
      throw new IllegalStateException("Expected %s to want %s".formatted(agent, pattern));
    }
    if (own.isEmpty()) {
      patterns.remove(agent);
    }
    prune(root, pattern.segments(), 0, agent);
    count--;
    hash -= hash(agent, pattern);
  }

  private static void prune(@Nullable Node node, String[] segments, int at, AgentId agent) {
    if (node == null) {
      throw new IllegalStateException("Expected the tree to hold each pattern");
    }
    if (at == segments.length) {
      node.agents.remove(agent);
      return;
    }
    Node child = node.next.get(segments[at]);
    prune(child, segments, at + 1, agent);
    if (child != null && child.isEmpty()) {
      node.next.remove(segments[at]);
    }
  }

  void snapshot(Consumer<? super MessageEvent> sink) {
    patterns.forEach((agent, own) ->
        own.forEach(pattern -> sink.accept(new MessageEvent.Subscribed(agent, pattern))));
  }

  void verify(List<String> problems) {
    long sum = 0;
    int counted = 0;
    for (Map.Entry<AgentId, TreeSet<TopicPattern>> entry : patterns.entrySet()) {
      for (TopicPattern pattern : entry.getValue()) {
        sum += hash(entry.getKey(), pattern);
        counted++;
        Node node = root;
        for (String segment : pattern.segments()) {
          node = node == null ? null : node.next.get(segment);
        }
        if (node == null || !node.agents.contains(entry.getKey())) {
          problems.add("R60: pattern %s of %s reaches nobody".formatted(pattern, entry.getKey()));
        }
      }
    }
    if (sum != hash || counted != count) {
      problems.add("S4: subscriptions hash to %x, expected %x".formatted(sum, hash));
    }
  }

  private static long hash(AgentId agent, TopicPattern pattern) {
    return Hashing.fold(Hashing.fold(64, agent.value()), pattern.value());
  }
}
