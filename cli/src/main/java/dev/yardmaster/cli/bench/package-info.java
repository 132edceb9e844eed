/**
 * A load on a server that runs, from outside: {@code yardmaster bench}. Start reading at {@link
 * dev.yardmaster.cli.bench.BenchCommand}; a {@link dev.yardmaster.cli.bench.Load} is what is done,
 * a {@link dev.yardmaster.cli.bench.Way} how the server is reached. What runs in this process
 * alone, without a network, is measured in the module {@code bench}.
 */
@NullMarked
package dev.yardmaster.cli.bench;

import org.jspecify.annotations.NullMarked;
