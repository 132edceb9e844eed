package dev.yardmaster.core.workspace;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;

/** Whose handle it is: an agent, its live session, and the principal that joined it. */
public record HandleView(AgentId agent, FencingToken session, Principal principal) {}
