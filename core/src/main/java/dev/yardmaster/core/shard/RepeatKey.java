package dev.yardmaster.core.shard;

/** By what a request is known again when it is sent once more (R2): a number, or a name. */
public sealed interface RepeatKey permits RequestKey, IdempotencyKey {}
