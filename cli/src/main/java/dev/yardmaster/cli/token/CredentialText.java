package dev.yardmaster.cli.token;

import dev.yardmaster.core.access.CredentialView;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Credentials for people and for programs; no secret is known here. */
final class CredentialText {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int WIDTH = 80;

  private CredentialText() {}

  /** Two lines each: who, and what for; the second is broken so as to fit 80 columns. */
  static void print(List<CredentialView> shown, long nowMillis, PrintWriter out) {
    for (CredentialView view : shown) {
      out.println("%s  %s".formatted(view.id(), view.principal()));
      wrap("    " + roles(view), out);
      wrap("    issued %s, %s".formatted(time(view.issuedMillis()), end(view, nowMillis)), out);
    }
    out.println(
        shown.isEmpty()
            ? "No tokens; 'yardmaster token issue' makes one."
            : "%d token%s".formatted(shown.size(), shown.size() == 1 ? "" : "s"));
  }

  private static String roles(CredentialView view) {
    if (view.clusterAdmin()) {
      return "cluster admin";
    }
    return view.roles().entrySet().stream()
        .map(role -> role.getValue().name().toLowerCase(Locale.ROOT) + " in " + role.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String end(CredentialView view, long nowMillis) {
    if (view.revoked().isPresent()) {
      CredentialView.Revocation revoked = view.revoked().get();
      return "revoked %s by %s".formatted(time(revoked.millis()), revoked.by());
    }
    long end = view.expiresMillis();
    if (end == 0) {
      return "does not expire";
    }
    return "%s %s".formatted(end <= nowMillis ? "expired" : "expires", time(end));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void wrap(String line, PrintWriter out) {
    String rest = line;
    while (rest.length() > WIDTH) {
      int blank = rest.lastIndexOf(' ', WIDTH);
      if (blank <= 4) {
        break; // one long name
      }
      out.println(rest.substring(0, blank));
      rest = "    " + rest.substring(blank + 1);
    }
    out.println(rest);
  }

  /** One line, in the words of the API; what is zero or absent is null. */
  static String json(CredentialView view) {
    ObjectNode to = JSON.createObjectNode();
    to.put("id", view.id().value());
    to.put("principal", view.principal().value());
    ObjectNode roles = to.putObject("roles");
    view.roles()
        .forEach((workspace, role) ->
            roles.put(workspace.value(), role.name().toLowerCase(Locale.ROOT)));
    to.put("clusterAdmin", view.clusterAdmin());
    to.put("issued", time(view.issuedMillis()));
    to.put("expires", view.expiresMillis() == 0 ? null : time(view.expiresMillis()));
    to.put("revoked", view.revoked().map(end -> time(end.millis())).orElse(null));
    to.put("revokedBy", view.revoked().map(CredentialView.Revocation::by).orElse(null));
    return JSON.writeValueAsString(to);
  }
}
