package dev.yardmaster.bench.violation.client;

import dev.yardmaster.bench.violation.bench.Bench;
import dev.yardmaster.bench.violation.cli.Cli;
import dev.yardmaster.bench.violation.core.Core;
import dev.yardmaster.bench.violation.engine.Engine;
import dev.yardmaster.bench.violation.protocol.Protocol;
import dev.yardmaster.bench.violation.remote.Remote;
import dev.yardmaster.bench.violation.server.Server;

/** Uses every other module. */
public record Client(
    Bench bench,
    Cli cli,
    Core core,
    Engine engine,
    Protocol protocol,
    Remote remote,
    Server server) {}
