package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rows, or the arguments, that a request carries.
///
/// @param form what the text is
/// @param text the body, to be read by PostgreSQL
/// @param keys the columns or arguments that are to be written
/// @param rows how many objects it holds; 0 where it is no object and no array of objects
/// @param complete whether every object gives every key
/// @param scalars what the objects' members are, as far as it is plain to see; object by object, in
///   the order of their keys
public record Payload(
    Form form, String text, Set<String> keys, int rows, boolean complete, List<Scalar> scalars) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Payload NOTHING = new Payload(Form.JSON, "[]", Set.of(), 0, true, List.of());
  private static final Payload NO_ARGUMENTS =
      new Payload(Form.JSON, "{}", Set.of(), 1, true, List.of());

  /// A longer text is not kept a second time.
  private static final int SCALAR_LENGTH = 200;

  /// A text, number or truth value that is a member of one of the objects.
  ///
  /// @param row which object, from 0
  /// @param text what PostgreSQL reads as the value: a text without its quotes, else the token
  public record Scalar(int row, String key, String text) {}

  public Payload {
    keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
    scalars = List.copyOf(scalars);
  }

  /// What a body is.
  public enum Form {
    JSON("application/json"),
    /// Rows that came as CSV; their text is JSON.
    CSV("text/csv"),
    TEXT("text/plain"),
    XML("text/xml"),
    BYTES("application/octet-stream");

    private final String contentType;

    Form(String contentType) {
      this.contentType = contentType;
    }

    /// Whether its members are arguments; else all of it is one.
    public boolean namesArguments() {
      return this == JSON || this == CSV;
    }

    private static Optional<Form> of(String contentType) {
      return Arrays.stream(values())
          .filter(form -> form.contentType.equals(contentType))
          .findFirst();
    }
  }

  /// The body as an array of objects.
  public String asArray() {
    String bare = text.strip();
    return bare.startsWith("[") ? bare : "[" + bare + "]";
  }

  /// @param columns what `columns=` names: the body is then not judged here, extra keys are ignored
  ///   and missing ones filled in
  /// @throws Refusal PGRST102 where the body cannot be read
  static Payload read(
      byte[] body, String contentType, @Nullable List<String> columns, boolean arguments) {
    String type = bare(contentType);
    if (type.isEmpty() || type.equals("application/json")) return json(body, columns, arguments);
    if (type.equals("text/csv")) return csv(body);
    if (type.equals(FORM) && !arguments) return form(text(body));
    return Form.of(type)
        .filter(_ -> arguments)
        .map(form -> whole(form, body))
        .orElseThrow(() -> invalid("Content-Type not acceptable: " + type));
  }

  /// The fields of a form; empty where the body is none.
  static Optional<List<QueryString.Parameter>> fields(byte[] body, String contentType) {
    if (!bare(contentType).equals(FORM)) return Optional.empty();
    return Optional.of(QueryString.parse(text(body)).parameters());
  }

  private static String bare(String contentType) {
    return contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Payload whole(Form form, byte[] body) {
    String text = form == Form.BYTES ? "\\x" + HexFormat.of().formatHex(body) : text(body);
    return new Payload(form, text, Set.of(), 1, true, List.of());
  }

  private static Payload csv(byte[] body) {
    Payload rows = scanned(CsvBody.asJson(text(body)));
    return new Payload(Form.CSV, rows.text, rows.keys, rows.rows, rows.complete, rows.scalars);
  }

  private static Payload json(byte[] body, @Nullable List<String> columns, boolean arguments) {
    if (arguments && body.length == 0) return NO_ARGUMENTS;
    String text = text(body);
    if (columns == null) {
      Payload payload = scanned(text);
      if (!payload.complete) throw invalid("All object keys must match");
      return payload;
    }
    Set<String> wanted = new LinkedHashSet<>(columns);
    try {
      Payload payload = scanned(text);
      boolean complete = payload.complete && payload.keys.containsAll(wanted);
      return new Payload(Form.JSON, text, wanted, payload.rows, complete, payload.scalars);
    } catch (Refusal _) { // PostgreSQL says what is wrong with it
      return new Payload(Form.JSON, text, wanted, 0, false, List.of());
    }
  }

  private static Payload form(String body) {
    ObjectNode object = MAPPER.createObjectNode();
    QueryString.parse(body).parameters().forEach(each -> object.put(each.name(), each.value()));
    return scanned(object.toString());
  }

  /// Reads the outermost objects, and for the rest only that it is JSON.
  private static Payload scanned(String text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      Payload payload =
          switch (parser.nextToken()) {
            case START_OBJECT -> object(text, parser);
            case START_ARRAY -> objects(text, parser);
            case null -> throw emptyOrInvalid();
            case JsonToken _ -> NOTHING;
          };
      if (parser.nextToken() != null) throw emptyOrInvalid();
      return payload;
    } catch (JacksonException _) {
      throw emptyOrInvalid();
    }
  }

  private static Payload object(String text, JsonParser parser) {
    Members members = new Members();
    Set<String> keys = members.read(parser);
    return new Payload(Form.JSON, text, keys, 1, true, members.scalars);
  }

  private static Payload objects(String text, JsonParser parser) {
    Members members = new Members();
    Set<String> first = Set.of();
    boolean uniform = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        uniform = false;
        continue;
      }
      Set<String> keys = members.read(parser);
      if (members.rows == 1) first = keys;
      else uniform &= keys.equals(first);
    }
    return new Payload(Form.JSON, text, first, members.rows, uniform, members.scalars);
  }

  /// Reads one object after the other; confined to the thread that made it.
  private static final class Members {
    private final List<Scalar> scalars = new ArrayList<>();
    private int rows;

    /// Reads the object that begins here, and gives its keys. Of a key that comes twice the last
    /// value counts.
    Set<String> read(JsonParser parser) {
      SortedMap<String, @Nullable String> members = new TreeMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        members.put(key, parser.nextToken().isScalarValue() ? scalar(parser) : null);
        parser.skipChildren();
      }
      members.forEach((key, text) -> {
        if (text != null) scalars.add(new Scalar(rows, key, text));
      });
      rows++;
      return members.keySet();
    }

    private static @Nullable String scalar(JsonParser parser) {
      boolean kept =
          parser.currentToken() != JsonToken.VALUE_NULL
              && parser.getStringLength() <= SCALAR_LENGTH;
      return kept ? parser.getString() : null;
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw emptyOrInvalid();
    }
  }

  private static Refusal emptyOrInvalid() {
    return invalid("Empty or invalid json");
  }

  private static Refusal invalid(String message) {
    return new Refusal(ErrorCode.BODY_NOT_UNDERSTOOD, message);
  }
}
