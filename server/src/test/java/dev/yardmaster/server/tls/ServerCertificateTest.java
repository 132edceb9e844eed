package dev.yardmaster.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerCertificateTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aKeyOfEachUsualKindIsRead(String algorithm) throws Exception {
    TestCertificate made = TestCertificate.make(folder, "it", algorithm);

    ServerCertificate read = made.read();
    assertThat(read.key()).isEqualTo(made.secret());
    assertThat(read.names()).containsExactly("127.0.0.1", "localhost", "yard.example");
    assertThat(read.toKeyStore().isKeyEntry("server")).isTrue();
  }

  @Test
  void anOldRsaKeyIsReadToo() throws Exception {
    TestCertificate made = TestCertificate.make(folder, "it", "RSA");
    byte[] pkcs8 = made.secret().getEncoded();
    // SEQUENCE (4 bytes of head), version and algorithm (18), OCTET STRING (4 bytes of head)
    Path old =
        TestCertificate.pem(
            folder.resolve("old.key"),
            "RSA PRIVATE KEY",
            Arrays.copyOfRange(pkcs8, 26, pkcs8.length));

    assertThat(ServerCertificate.read(made.certificate(), old).key()).isEqualTo(made.secret());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    TestCertificate one = TestCertificate.make(folder, "one", "EC");
    TestCertificate other = TestCertificate.make(folder, "other", "EC");

    assertThatThrownBy(() -> ServerCertificate.read(one.certificate(), other.key()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another's")
        .hasMessageContaining("other.key");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ENCRYPTED PRIVATE KEY, not encrypted
          EC PRIVATE KEY, openssl pkcs8
          PRIVATE KEY, but it is none
          CERTIFICATE, BEGIN PRIVATE KEY
          """)
  void aKeyThatCannotBeUsedIsRefusedWithTheNextStepAndShowsNothing(String kind, String text)
      throws Exception {
    TestCertificate made = TestCertificate.make(folder, "it", "EC");
    byte[] secret = "a secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Path key = TestCertificate.pem(folder.resolve("bad.key"), kind, secret);

    assertThatThrownBy(() -> ServerCertificate.read(made.certificate(), key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(text)
        .hasMessageNotContaining("YSBzZWNyZXQ");
  }

  @Test
  void aFileThatIsMissingOrOfAnotherKindIsNamed() throws Exception {
    TestCertificate made = TestCertificate.make(folder, "it", "EC");
    Path text = Files.writeString(folder.resolve("text"), "no certificate");

    assertThatThrownBy(() -> ServerCertificate.read(text, made.key())).hasMessageContaining("text");
    assertThatThrownBy(() -> ServerCertificate.read(folder.resolve("none"), made.key()))
        .hasMessageContaining("there is no");
    assertThat(made.read().toString()).contains("CN=localhost").doesNotContain("rivate");
  }
}
