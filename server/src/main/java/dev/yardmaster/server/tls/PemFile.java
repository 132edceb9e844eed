package dev.yardmaster.server.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM form (RFC 7468). */
final class PemFile {
  private static final long MAX_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** What a private key may be for; PKCS #8 says which, and each factory knows its own. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** DER: version 0, then the algorithm rsaEncryption without parameters. */
  private static final byte[] RSA_HEAD = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 4;

  private PemFile() {}

  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException e) {
      throw new IOException(
          "Expected certificates in PEM form in %s, but they cannot be read: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    if (chain.isEmpty()) {
      throw new IOException(
          "Expected 'BEGIN CERTIFICATE' in %s, but there is none".formatted(file));
    }
    return chain;
  }

  static PrivateKey privateKey(Path file) throws IOException {
    Matcher blocks = BLOCK.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    while (blocks.find()) {
      String kind = blocks.group(1);
      String body = blocks.group(2);
      switch (kind) {
        case "PRIVATE KEY" -> {
          return key(decode(body, file), file);
        }
        case "RSA PRIVATE KEY" -> {
          if (body.contains(":")) {
            throw encrypted(file);
          }
          return key(pkcs8(decode(body, file)), file);
        }
        case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
        case "EC PRIVATE KEY" ->
            throw new IOException(
                "Expected a key in PKCS #8 form in %s, got '%s'; convert it: openssl pkcs8 -topk8 -nocrypt"
                    .formatted(file, kind));
        default -> {} // parameters or a certificate may stand beside the key
      }
    }
    throw new IOException("Expected 'BEGIN PRIVATE KEY' in %s, but there is none".formatted(file));
  }

  private static PrivateKey key(byte[] pkcs8, Path file) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Of another algorithm, or damaged; what is told names nothing of its contents.
      }
    }
    throw new IOException(
        "Expected a key for one of %s in %s, but it is none".formatted(ALGORITHMS, file));
  }

  /** PKCS #8 around a key in PKCS #1 (RFC 5958, RFC 8017). */
  private static byte[] pkcs8(byte[] pkcs1) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RSA_HEAD);
    inner.writeBytes(der(OCTET_STRING, pkcs1));
    return der(SEQUENCE, inner.toByteArray());
  }

  private static byte[] der(int tag, byte[] contents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = contents.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    out.writeBytes(contents);
    return out.toByteArray();
  }

  private static byte[] decode(String body, Path file) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new IOException("Expected base64 in %s, but it is damaged".formatted(file), e);
    }
  }

  private static IOException encrypted(Path file) {
    return new IOException(
        "Expected a key that is not encrypted in %s; decrypt it into a file that only the server's user may read"
            .formatted(file));
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("Expected at most %d bytes in %s".formatted(MAX_BYTES, file));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("Expected a file in PEM form, but there is no " + file, e);
    }
  }
}
