package dev.yardmaster.bench.violation.server;

import dev.yardmaster.bench.violation.bench.Bench;
import dev.yardmaster.bench.violation.cli.Cli;
import dev.yardmaster.bench.violation.client.Client;
import dev.yardmaster.bench.violation.core.Core;
import dev.yardmaster.bench.violation.engine.Engine;
import dev.yardmaster.bench.violation.protocol.Protocol;
import dev.yardmaster.bench.violation.remote.Remote;

/** Uses every other module. */
public record Server(
    Bench bench,
    Cli cli,
    Client client,
    Core core,
    Engine engine,
    Protocol protocol,
    Remote remote) {}
