package dev.yardmaster.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A private key and the chain of certificates for it, the server's own first.
 *
 * @param key never shown
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
  /** Older ones are refused. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  public ServerCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both.
   *
   * @param certificate PEM, the server's own certificate first, then those that vouch for it
   * @param key PEM, PKCS #8 or PKCS #1, not encrypted
   * @throws IOException where a file cannot be read, is of another form, or the key is not that of
   *     the certificate; the message tells what to do and shows nothing of the key
   */
  public static ServerCertificate read(Path certificate, Path key) throws IOException {
    List<X509Certificate> chain = PemFile.certificates(certificate);
    PrivateKey secret = PemFile.privateKey(key);
    if (!fits(secret, chain.getFirst())) {
      throw new IOException(
          "Expected the key in %s to be that of the first certificate in %s, but it is another's"
              .formatted(key, certificate));
    }
    return new ServerCertificate(secret, chain);
  }

  /** Whether what the key signs is verified by the certificate. */
  private static boolean fits(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "yardmaster".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Names and addresses that it proves, those with a wildcard left out. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> all = chain.getFirst().getSubjectAlternativeNames();
      for (List<?> each : all == null ? List.<List<?>>of() : all) {
        String name = String.valueOf(each.get(1));
        if (each.get(0).equals(DNS_NAME) && !name.contains("*")) {
          names.add(name);
        } else if (each.get(0).equals(IP_ADDRESS)) {
          names.add(name.contains(":") ? "[" + name + "]" : name);
        }
      }
    } catch (CertificateParsingException e) {
      // One without readable names proves none.
      return Set.of();
    }
    return names;
  }

  /** Both in a store in memory, under the empty password. */
  public KeyStore toKeyStore() throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("The certificate cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "certificate of " + chain.getFirst().getSubjectX500Principal();
  }
}
