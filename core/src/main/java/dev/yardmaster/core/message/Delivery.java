package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;

/** One delivery of a message: what its recipient shows to acknowledge it or to give it back. */
public record Delivery(MessageId message, FencingToken token) {}
