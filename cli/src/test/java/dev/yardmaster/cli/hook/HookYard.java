package dev.yardmaster.cli.hook;

import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.server.ServerOptions;
import dev.yardmaster.server.YardmasterServer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server in this process, hooks that are called beside it, and other agents of the yard. */
final class HookYard implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Engine engine;
  private final YardmasterServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path project;
  private final Path state;
  private final int port;
  private boolean stopped;

  /** What came of a hook. */
  record Said(int exit, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  HookYard(Path folder) throws Exception {
    engine = Engine.inMemory(EngineOptions.of(CoordinationConfig.defaults()));
    server = YardmasterServer.start(engine, ServerOptions.loopback(0, 0));
    port = server.httpPort();
    project = folder.resolve("project");
    state = folder.resolve("state");
  }

  Path state() {
    return state;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Runs a hook with this on its stdin. */
  Said hook(String input, String... more) {
    List<String> words = new ArrayList<>(List.of("--url", url(), "--state", state.toString()));
    words.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new CommandLine(
                new HookCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOverwrittenOptionsAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Said(exit, out.toString(), err.toString());
  }

  /** Claude Code is about to write a file. */
  Said write(String session, String file, String... more) {
    return hook(
        """
        {"session_id":"%s","cwd":"%s","permission_mode":"default","hook_event_name":"PreToolUse",
         "tool_name":"Write","tool_input":{"file_path":"%s","content":"x"},"tool_use_id":"u"}
        """
            .formatted(session, project, file),
        words(more));
  }

  /** Something else happens in a session of Claude Code. */
  Said event(String session, String event, String fields, String... more) {
    return hook(
        "{\"session_id\":\"%s\",\"cwd\":\"%s\",\"hook_event_name\":\"%s\"%s}"
            .formatted(session, project, event, fields),
        words(more));
  }

  private String[] words(String... more) {
    List<String> words = new ArrayList<>(List.of("--project", project.toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** A POST in the name of an agent; its answer. */
  JsonNode post(String path, String json, String handle) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + "/v1/workspaces/default" + path))
            .POST(BodyPublishers.ofString(json));
    if (!handle.isEmpty()) {
      request.header("Yardmaster-Agent", handle);
    }
    return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  JsonNode get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/v1/workspaces/default" + path)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** Another agent joins; its handle. */
  String join(String agent) throws Exception {
    return post("/agents", "{\"profile\":{\"id\":\"%s\"}}".formatted(agent), "")
        .path("joined")
        .path("handle")
        .asString();
  }

  /** Takes a lock; its token. */
  String lock(String handle, String resource, String mode) throws Exception {
    JsonNode taken =
        post(
            "/locks",
            "{\"locks\":[{\"resource\":\"%s\",\"mode\":\"LOCK_MODE_%s\"}]}"
                .formatted(resource, mode),
            handle);
    String token = taken.path("granted").path("token").asString("");
    if (token.isEmpty()) {
      throw new AssertionError(taken.toString());
    }
    return token;
  }

  void release(String handle, String token) throws Exception {
    post("/locks/" + token + "/release", "{}", handle);
  }

  void send(String handle, String to) throws Exception {
    JsonNode sent =
        post(
            "/messages",
            "{\"id\":\"m-%s-%d\",\"audience\":{\"agents\":{\"ids\":[\"%s\"]}},\"envelope\":{\"type\":\"t\"}}"
                .formatted(to, System.nanoTime(), to),
            handle);
    if (sent.path("sent").path("accepted").asInt(0) != 1) {
      throw new AssertionError(sent.toString());
    }
  }

  /** The server goes away. */
  void stop() {
    if (!stopped) {
      stopped = true;
      server.close();
    }
  }

  @Override
  public void close() {
    stop();
    engine.close();
  }
}
