/** Connections that look embedded and go over the network, for tests that exist already. */
@NullMarked
package dev.yardmaster.server.twin;

import org.jspecify.annotations.NullMarked;
