/** Tests of streams that need no network. */
@NullMarked
package dev.yardmaster.server.grpc;

import org.jspecify.annotations.NullMarked;
