package dev.yardmaster.core.violation.up;

import dev.yardmaster.core.violation.down.Down;

public record Up(Down down) {}
