package dev.yardmaster.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.AccessEvent.CredentialIssued;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** X11: what the history tells of an event. */
final class EventDetailTest {
  @Test
  void aCredentialIsToldWithoutTheHashOfItsToken() {
    String hash = "0123456789abcdef".repeat(4);
    String detail =
        EventDetail.json(
            new CredentialIssued(
                new Credential(
                    CredentialId.of("ci"),
                    Principal.of("ada"),
                    hash,
                    new TreeMap<>(Map.of(WorkspaceId.of("w"), Role.OPERATOR)),
                    false,
                    7),
                6));

    assertThat(detail)
        .contains("\"ci\"", "\"ada\"", "OPERATOR")
        .doesNotContain("cdef", "ecretHash");
  }
}
