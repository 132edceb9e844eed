/** Tests of loads on servers: small ones on a real server, and wrong ones on a made up one. */
@NullMarked
package dev.yardmaster.cli.bench;

import org.jspecify.annotations.NullMarked;
