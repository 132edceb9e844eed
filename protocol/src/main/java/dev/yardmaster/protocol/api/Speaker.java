package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;

/** The agent whose handle a call carried, and the session that the handle is of. */
public record Speaker(AgentId agent, FencingToken session) {}
