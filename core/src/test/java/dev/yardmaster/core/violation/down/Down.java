package dev.yardmaster.core.violation.down;

import dev.yardmaster.core.violation.up.Up;

public record Down() {
  static Up around(Down down) {
    return new Up(down);
  }
}
