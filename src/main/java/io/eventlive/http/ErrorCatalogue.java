package io.eventlive.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue of errors as JSON, for front ends that want a sentence for the code that they got:
/// all of it at `/eventlive/v1/errors`, one code at `/eventlive/v1/errors/<code>`.
///
/// Open to everybody and the same for everybody, so that any cache may keep it.
public final class ErrorCatalogue {
  private static final String PATH = "/eventlive/v1/errors";
  private static final String KEPT = "public, max-age=3600";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String everything = everything();
  private final String tag = tagOf(everything);

  private ErrorCatalogue() {}

  public static void register(Routes routes) {
    ErrorCatalogue catalogue = new ErrorCatalogue();
    routes
        .exact("GET", PATH, (Handler.Immediate) catalogue::list)
        .below(PATH, (Handler.Immediate) catalogue::lookUp);
  }

  private HttpAnswer list(HttpRequest request) {
    return unlessKnown(request, everything, tag);
  }

  private HttpAnswer lookUp(HttpRequest request) {
    Language language = Language.preferredBy(request.headers());
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return ErrorAnswer.of(ErrorCode.METHOD_NOT_ALLOWED, language, null)
          .with("Allow", "GET, HEAD, OPTIONS");
    }
    String code = request.path().substring(PATH.length() + 1);
    return CatalogueEntry.of(code)
        .map(entry -> json(entry, code).toString())
        .map(body -> unlessKnown(request, body, tagOf(body)))
        .orElseGet(() ->
            ErrorAnswer.of(
                ErrorCode.PATH_UNKNOWN, language, "There is no such code in the catalogue"));
  }

  private static HttpAnswer unlessKnown(HttpRequest request, String body, String tag) {
    boolean known =
        request.headers().all("if-none-match").stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .map(String::strip)
            .anyMatch(shown -> shown.equals(tag) || shown.equals("W/" + tag) || shown.equals("*"));
    HttpAnswer answer = known ? HttpAnswer.empty(304) : HttpAnswer.json(200, body);
    return answer.with("ETag", tag).with("Cache-Control", KEPT);
  }

  private static String everything() {
    ArrayNode errors = JSON.createArrayNode();
    for (CatalogueEntry entry : CatalogueEntry.all()) errors.add(json(entry, entry.wireCode()));
    return JSON.createObjectNode().set("errors", errors).toString();
  }

  /// @param code what was asked for, which for a condition without an entry is not the entry's own
  private static ObjectNode json(CatalogueEntry entry, String code) {
    ObjectNode json = JSON.createObjectNode().put("code", code).put("status", entry.status());
    for (Language language : Language.values()) {
      json.withObject("/sentence").put(language.tag(), entry.sentence(language));
    }
    return json;
  }

  private static String tagOf(String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has SHA-256
    }
  }
}
