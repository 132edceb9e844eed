package dev.yardmaster.cli.task;

import dev.yardmaster.core.conflict.ConflictState;
import dev.yardmaster.core.conflict.Party;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.workspace.ConflictStats;
import dev.yardmaster.core.workspace.ConflictView;
import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Conflicts as lines, and as JSON. */
final class ConflictText {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ConflictText() {}

  static void print(ConflictView conflict, PrintWriter out) {
    out.printf(
        "%s: %s, reported by %s%n", conflict.id(), conflict.report().subject(), by(conflict));
    for (Party party : conflict.report().parties()) {
      out.printf(
          "  %s: priority %d, %s%s%n",
          party.agent(), party.priority(), asked(party), evidence(party));
    }
    switch (conflict.state()) {
      case ConflictState.Pending s -> {
        out.printf("  waits for a person%s%n", s.why().isEmpty() ? "" : ": " + s.why());
        out.printf("  yardmaster conflicts resolve %s --winner AGENT%n", conflict.id());
      }
      case ConflictState.Voting s ->
          out.printf(
              "  a vote: %d of %d have voted%n", conflict.votes().size(), s.electorate().size());
      case ConflictState.Asked s -> out.printf("  strategy %s is asked%n", s.strategy());
      case ConflictState.Resolved s -> out.printf("  %s%n", s.ruling());
    }
  }

  private static String by(ConflictView conflict) {
    AgentId by = conflict.report().by();
    return by == null ? "the core" : by.toString();
  }

  private static String asked(Party party) {
    return party.asked().equals(FencingToken.NONE) ? "has not asked" : "asked";
  }

  private static String evidence(Party party) {
    int bytes = party.evidence().size();
    return bytes == 0 ? "" : ", evidence of %d bytes".formatted(bytes);
  }

  static void print(ConflictStats stats, PrintWriter out) {
    long resolved = stats.resolved().values().stream().mapToLong(Long::longValue).sum();
    out.printf(
        "%d open, %d resolved%s%n",
        stats.open(),
        resolved,
        resolved == 0
            ? ""
            : " %s, %d ms on average".formatted(stats.resolved(), stats.meanMillis()));
  }

  static String json(ConflictView conflict) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("conflict", conflict.id().value())
            .put("kind", conflict.report().subject().kind())
            .put("subject", conflict.report().subject().toString())
            .put("reportedBy", by(conflict))
            .put("strategy", conflict.report().strategy());
    var parties = json.putArray("parties");
    for (Party party : conflict.report().parties()) {
      parties
          .addObject()
          .put("agent", party.agent().value())
          .put("priority", party.priority())
          .put("asked", party.asked().toString())
          .put("evidenceBytes", party.evidence().size());
    }
    switch (conflict.state()) {
      case ConflictState.Pending s -> json.put("state", "PENDING").put("why", s.why());
      case ConflictState.Voting s -> {
        json.put("state", "VOTING").put("electorate", s.electorate().size());
        ObjectNode votes = json.putObject("votes");
        conflict.votes().forEach((agent, choice) -> votes.put(agent.value(), choice.value()));
      }
      case ConflictState.Asked s -> json.put("state", "ASKED").put("asked", s.strategy());
      case ConflictState.Resolved s ->
          json.put("state", "RESOLVED")
              .put("winner", s.ruling().winner().value())
              .put("how", s.ruling().how())
              .put("by", s.ruling().by())
              .put("why", s.ruling().why());
    }
    return JSON.writeValueAsString(json);
  }
}
