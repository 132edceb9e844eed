package dev.yardmaster.bench.violation.engine;

import dev.yardmaster.bench.violation.bench.Bench;
import dev.yardmaster.bench.violation.cli.Cli;
import dev.yardmaster.bench.violation.client.Client;
import dev.yardmaster.bench.violation.core.Core;
import dev.yardmaster.bench.violation.protocol.Protocol;
import dev.yardmaster.bench.violation.remote.Remote;
import dev.yardmaster.bench.violation.server.Server;

/** Uses every other module. */
public record Engine(
    Bench bench,
    Cli cli,
    Client client,
    Core core,
    Protocol protocol,
    Remote remote,
    Server server) {}
