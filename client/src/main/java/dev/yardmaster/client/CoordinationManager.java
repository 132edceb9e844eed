package dev.yardmaster.client;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.core.workspace.WorkspaceView;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.metrics.HealthReport;
import dev.yardmaster.protocol.metrics.MaintenanceReport;

/**
 * One workspace's facade. Thread-safe; made by {@link Yardmaster#workspace}.
 *
 * {@snippet file="YardmasterExamplesTest.java" region="manager"}
 */
public final class CoordinationManager {
  private final WorkspaceId workspace;
  private final Requests requests;
  private final Connection connection;
  private final WorkspaceSettings settings;

  CoordinationManager(
      WorkspaceId workspace, Requests requests, Connection connection, WorkspaceSettings settings) {
    this.workspace = workspace;
    this.requests = requests;
    this.connection = connection;
    this.settings = settings;
  }

  public WorkspaceId workspace() {
    return workspace;
  }

  public Agents agents() {
    return new Agents(workspace, requests, connection);
  }

  public TaskScheduler tasks() {
    return new TaskScheduler(workspace, requests, connection, settings);
  }

  public Plans plans() {
    return new Plans(workspace, requests, settings);
  }

  public ResourceManager resources() {
    return new ResourceManager(workspace, requests, settings);
  }

  public MessageRouter messages() {
    return new MessageRouter(workspace, requests, settings);
  }

  public Records records() {
    return new Records(workspace, requests, connection);
  }

  /** Barriers, elections, votes and tenders among agents, and anybody's own protocols. */
  public Protocols protocols() {
    return new Protocols(this);
  }

  public ConflictResolver conflicts() {
    return new ConflictResolver(workspace, requests, connection);
  }

  /** The circuit breakers that tasks of this workspace share. */
  public SharedBreakers breakers() {
    return new SharedBreakers(workspace, requests);
  }

  public Events events() {
    return new Events(workspace, connection);
  }

  /** What is measured of the workspace. */
  public CoordinationMetrics metrics() {
    return new CoordinationMetrics(workspace, connection);
  }

  /** How the engine's parts are, each with a reason. */
  public HealthReport health() {
    return Requests.answer(connection.monitoring().health());
  }

  /**
   * Makes a snapshot, drops what it and retention make needless, and verifies what is left; the
   * engine goes on meanwhile. Tells what was really done; what failed is told too, not thrown.
   */
  public MaintenanceReport performMaintenance() {
    return Requests.answerInTheEnd(connection.monitoring().maintain());
  }

  /** The workspace in numbers. */
  public WorkspaceView view() {
    return requests.query(workspace, new Query.OfWorkspace());
  }

  /** Stops dispatch (R26): nothing is assigned or started until resumed; what runs goes on. */
  public void pause(String by) {
    requests.send(workspace, new WorkspaceCommand.PauseWorkspace(by));
  }

  public void resume(String by) {
    requests.send(workspace, new WorkspaceCommand.ResumeWorkspace(by));
  }

  /** Sets which strategy places tasks, and whether work is stolen (R31, R33). */
  public void placementPolicy(PlacementPolicy policy) {
    requests.send(workspace, new WorkspaceCommand.SetPlacementPolicy(policy));
  }

  /** Takes one resource exclusively; waits at most {@code resourceTimeout}, if that is set. */
  public Lock acquireResource(String resource, Actor actor) {
    return resources().acquire(actor, LockRequest.exclusive(resource));
  }

  /** Sends a message of type {@code message} to an agent that has joined at least once. */
  public MessageId sendMessage(Actor from, AgentId to, Payload payload) {
    return messages().send(from, to, "message", payload);
  }

  /** Submits a task for one agent alone, which need not have joined yet. */
  public void assignTask(Task task, AgentId agent) {
    tasks().assignTask(task, agent);
  }

  public void assignTask(Task task, AgentSession agent) {
    assignTask(task, agent.id());
  }

  /** Joins an agent and runs the tasks it is given, until closed. */
  public Worker work(AgentProfile profile, TaskHandler handler) {
    return Worker.start(AgentLink.join(workspace, requests, connection, profile), handler, true);
  }

  /**
   * Runs the tasks a registered agent is given, until closed; its session goes on.
   *
   * @throws IllegalStateException when its session is over, or another worker has it
   */
  public Worker work(AgentSession agent, TaskHandler handler) {
    return Worker.start(agent.link(), handler, false);
  }
}
