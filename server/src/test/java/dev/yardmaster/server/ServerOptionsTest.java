package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.server.ServerOptions.Security;
import dev.yardmaster.server.gateway.Limits;
import dev.yardmaster.server.tls.ServerCertificate;
import dev.yardmaster.server.tls.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X1: who may come in without TLS, and without a token. */
final class ServerOptionsTest {
  @TempDir private Path folder;

  private static ServerOptions options(String http, String grpc, Security security) {
    return new ServerOptions(
        new InetSocketAddress(http, 0),
        new InetSocketAddress(grpc, 0),
        Set.of(),
        security,
        Limits.DEFAULT,
        Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "::, ::",
    "127.0.0.1, 0.0.0.0",
    "0.0.0.0, 127.0.0.1",
    "192.0.2.7, 127.0.0.1"
  })
  void beyondLoopbackWithoutTlsIsRefusedUnlessTheNetworkIsTrusted(String http, String grpc) {
    assertThatThrownBy(() -> options(http, grpc, Security.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--tls-cert")
        .hasMessageContaining("--insecure");

    ServerOptions insecure =
        options(http, grpc, new Security(null, true, LoopbackTrust.WHERE_ALONE));
    assertThat(insecure.acceptLocal()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "127.1.2.3"})
  void loopbackAloneNeedsNeither(String address) {
    assertThat(options(address, address, Security.NONE).acceptLocal()).isTrue();
  }

  @Test
  void aFurtherNameMeansThatCallersOnLoopbackNeedAToken() {
    ServerOptions named =
        new ServerOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Set.of("yard.example"),
            Security.NONE,
            Limits.DEFAULT,
            Duration.ZERO);
    assertThat(named.acceptLocal()).isFalse();
  }

  @Test
  void withTlsCallersOnLoopbackNeedATokenUnlessTheyAreTrusted() throws Exception {
    ServerCertificate certificate = TestCertificate.make(folder, "it", "EC").read();

    for (String address : new String[] {"127.0.0.1", "0.0.0.0"}) {
      assertThat(accepts(address, certificate, LoopbackTrust.WHERE_ALONE)).isFalse();
      assertThat(accepts(address, certificate, LoopbackTrust.NEVER)).isFalse();
      assertThat(accepts(address, certificate, LoopbackTrust.ALWAYS)).isTrue();
    }
    assertThat(
            options("127.0.0.1", "127.0.0.1", new Security(null, false, LoopbackTrust.NEVER))
                .acceptLocal())
        .isFalse();
  }

  private static boolean accepts(
      String address, ServerCertificate certificate, LoopbackTrust trust) {
    return options(address, address, new Security(certificate, false, trust)).acceptLocal();
  }

  @Test
  void theNamesOfTheCertificateAndTheAddressAreThoseOfTheServer() throws Exception {
    ServerCertificate certificate = TestCertificate.make(folder, "it", "EC").read();
    Security security = new Security(certificate, false, LoopbackTrust.WHERE_ALONE);

    assertThat(options("192.0.2.7", "0.0.0.0", security).names())
        .containsExactly("127.0.0.1", "192.0.2.7", "localhost", "yard.example");
    assertThat(options("127.0.0.1", "127.0.0.1", Security.NONE).names())
        .containsExactly("127.0.0.1");
  }
}
