package dev.yardmaster.core.wait;

import static dev.yardmaster.core.resource.LockRequest.exclusive;
import static dev.yardmaster.core.resource.LockRequest.shared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.workspace.GrantView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.ResourceView;
import dev.yardmaster.core.workspace.Workspace;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R50: who has a lock that may stand in the way of one on a name, and for how long. */
final class WhoHoldsTest {
  private final Yard yard = new Yard("ann", "bob");

  private List<ResourceView> at(String name) {
    Workspace workspace = yard.shard.workspace();
    return new Query.OfResources(ResourceName.of(name), 100).answer(workspace, yard.shard.now());
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/c, a/b/c;a",
    "a/b, a",
    "a/b/**, a/b/c;a",
    "a, a",
    "a/b/c/d, a",
    "x, ''",
    "a2, ''",
    "d/e, d/e",
    "d/e/f, ''",
    "d/**, d/e;d/g"
  })
  void onlyThatNameSubtreesAboveAndOfASubtreeAllBelowAreTold(String name, String held) {
    yard.granted("ann", exclusive("a/b/c"));
    yard.granted("ann", exclusive("a/**"));
    yard.granted("bob", exclusive("d/e"));
    yard.granted("bob", shared("d/g"));

    assertThat(at(name))
        .extracting(view -> view.name().value())
        .containsExactlyInAnyOrder(held.isEmpty() ? new String[0] : held.split(";", -1));
  }

  @Test
  void whatOverlapsIsNeverLeftOut() {
    Random random = new Random(7);
    TreeSet<String> locked = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      String name = name(random);
      locked.add(name);
      yard.granted("ann", shared(name));
    }
    for (int i = 0; i < 200; i++) {
      ResourceName asked = ResourceName.of(name(random));
      TreeSet<String> told = new TreeSet<>();
      for (ResourceView view : at(asked.value())) {
        for (GrantView grant : view.grants()) {
          grant.locks().stream()
              .map(LockRequest::resource)
              .map(ResourceName::value)
              .forEach(told::add);
        }
      }
      assertThat(told)
          .as("%s", asked)
          .containsAll(locked.stream().filter(l -> ResourceName.of(l).overlaps(asked)).toList());
    }
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder("r");
    int depth = random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      name.append('/').append((char) ('a' + random.nextInt(3)));
    }
    return name + (random.nextInt(3) == 0 ? "/**" : "");
  }

  @Test
  void itIsToldHowLongALockHasBeenHeld() {
    yard.granted("ann", exclusive("a"));
    yard.shard.pass(1_500);
    assertThat(at("a").getFirst().grants().getFirst().heldMillis()).isEqualTo(1_500);
  }
}
