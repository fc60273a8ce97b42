package io.eventlive.console;

import io.eventlive.http.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The page's looks, under an address that changes with its contents and so may be kept for a year.
///
/// @param path where it is served
/// @param answer what is served there
record Stylesheet(String path, HttpAnswer answer) {
  private static final String FILE = "home.css";

  static Stylesheet load() {
    try (InputStream file = Stylesheet.class.getResourceAsStream(FILE)) {
      if (file == null) throw new IllegalStateException(FILE + " is missing from the jar");
      byte[] bytes = file.readAllBytes();
      String hash =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
      HttpAnswer answer =
          HttpAnswer.of(200, "text/css; charset=utf-8", new String(bytes, StandardCharsets.UTF_8))
              .with("Cache-Control", "public, max-age=31536000, immutable")
              .with("X-Content-Type-Options", "nosniff");
      return new Stylesheet("/assets/home." + hash + ".css", answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has SHA-256
    }
  }
}
