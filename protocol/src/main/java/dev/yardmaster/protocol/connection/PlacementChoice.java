package dev.yardmaster.protocol.connection;

import dev.yardmaster.core.identity.AgentId;

/**
 * The agent a user's strategy chose.
 *
 * @param reason why, in words for {@code explain}; may be empty, and is shortened to 256 characters
 */
public record PlacementChoice(AgentId agent, String reason) {}
