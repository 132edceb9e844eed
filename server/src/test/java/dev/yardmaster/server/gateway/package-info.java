/** Tests of what gRPC and HTTP share. */
@NullMarked
package dev.yardmaster.server.gateway;

import org.jspecify.annotations.NullMarked;
