package dev.yardmaster.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of what can be locked, and what a subtree covers (R50). */
class ResourceNameTest {
  private static final String DEEP = "a" + "/a".repeat(ResourceName.MAX_SEGMENTS - 1);

  @Test
  void boundsAreInBytesAndSegments() {
    for (String name : List.of("x", "ä".repeat(256), "x".repeat(512), DEEP, "a b/ü", "src/**")) {
      assertThat(ResourceName.of(name)).hasToString(name);
    }
    for (String name :
        List.of(
            "",
            "ä".repeat(256) + "x",
            "x".repeat(513),
            DEEP + "/a",
            "/a",
            "a/",
            "a//b",
            "a/./b",
            "../a",
            "a\tb",
            "\ud83d")) {
      assertThatIllegalArgumentException().as(name).isThrownBy(() -> ResourceName.of(name));
    }
  }

  @Test
  void aSubtreeCoversItsTopAndAllBelowIt() {
    ResourceName tree = ResourceName.of("src/main/**");
    assertThat(tree.isSubtree()).isTrue();
    assertThat(tree.path()).isEqualTo("src/main");
    for (String name : List.of("src/main", "src/main/a", "src/main/a/b", "src/main/a/**")) {
      assertThat(tree.covers(ResourceName.of(name))).as(name).isTrue();
      assertThat(tree.overlaps(ResourceName.of(name))).as(name).isTrue();
    }
    for (String name : List.of("src", "src/mainly", "src/test", "main")) {
      assertThat(tree.overlaps(ResourceName.of(name))).as(name).isFalse();
    }
    assertThat(tree.covers(ResourceName.of("src/**"))).isFalse();
    assertThat(tree.overlaps(ResourceName.of("src/**"))).isTrue();
  }

  @Test
  void aPlainNameCoversItselfAlone() {
    ResourceName plain = ResourceName.of("src/main");
    assertThat(plain.isSubtree()).isFalse();
    assertThat(plain.path()).isEqualTo("src/main");
    assertThat(plain.covers(ResourceName.of("src/main"))).isTrue();
    assertThat(plain.covers(ResourceName.of("src/main/a"))).isFalse();
    assertThat(plain).isLessThan(ResourceName.of("src/man")).isGreaterThan(ResourceName.of("src"));
  }
}
