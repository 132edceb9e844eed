package dev.yardmaster.bench.violation.protocol;

import dev.yardmaster.bench.violation.bench.Bench;
import dev.yardmaster.bench.violation.cli.Cli;
import dev.yardmaster.bench.violation.client.Client;
import dev.yardmaster.bench.violation.core.Core;
import dev.yardmaster.bench.violation.engine.Engine;
import dev.yardmaster.bench.violation.remote.Remote;
import dev.yardmaster.bench.violation.server.Server;

/** Uses every other module. */
public record Protocol(
    Bench bench, Cli cli, Client client, Core core, Engine engine, Remote remote, Server server) {}
