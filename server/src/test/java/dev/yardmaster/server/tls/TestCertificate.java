package dev.yardmaster.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate that vouches for itself, made by the JDK's own keytool, as PEM files. */
public record TestCertificate(Path certificate, Path key, PrivateKey secret) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** For localhost and 127.0.0.1; {@code algorithm} is RSA, EC or Ed25519. */
  public static TestCertificate make(Path folder, String name, String algorithm)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,dns:yard.example,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    PrivateKey secret = (PrivateKey) loaded.getKey("it", PASSWORD);
    return new TestCertificate(
        pem(folder.resolve(name + ".pem"), "CERTIFICATE", loaded.getCertificate("it").getEncoded()),
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", secret.getEncoded()),
        secret);
  }

  /** Writes a PEM file. */
  public static Path pem(Path file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  public ServerCertificate read() throws IOException {
    return ServerCertificate.read(certificate, key);
  }
}
