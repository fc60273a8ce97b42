package io.eventlive.rest.response;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Preferences.Return;
import io.eventlive.rest.request.QueryString;
import io.eventlive.schema.Function.Returns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A result as an answer.
///
/// @param request what was asked
/// @param profile the schema to name in `Content-Profile`, or null where there is only one
/// @param rules what clients may do
public record ResultAnswer(ApiRequest request, @Nullable String profile, DialectRules rules) {
  private static final byte[] NOTHING = new byte[0];
  private static final String VARY = "Accept, Prefer, Range";
  private static final JsonMapper JSON = JsonMapper.shared();

  /// The answer to a request that ran.
  ///
  /// @throws Refusal where the range lies beyond the rows, or functions set what cannot be sent
  public HttpAnswer of(Plan plan, Result result) {
    HttpAnswer answer =
        switch (plan) {
          case Plan.Read read -> read(read, result);
          case Plan.Mutate mutate -> mutated(mutate, result);
          case Plan.Call call -> called(call, result);
          case Plan.Describe describe -> of(describe);
          case Plan.Document _ -> throw new IllegalStateException("a document has no result");
        };
    return ResponseSettings.of(result).applied(answer);
  }

  /// The answer to OPTIONS.
  public static HttpAnswer of(Plan.Describe plan) {
    return HttpAnswer.empty(200).with("Allow", plan.allow());
  }

  /// A plan, as PostgreSQL shows it.
  public HttpAnswer explained(Media.Explained media, String plan) {
    List<HttpAnswer.Header> headers = new ArrayList<>();
    add(headers, "Content-Type", media.contentType());
    addProfile(headers);
    return answer(200, headers, plan.getBytes(StandardCharsets.UTF_8));
  }

  /// The description of the interface.
  public static HttpAnswer of(Plan.Document plan, byte[] document, @Nullable String profile) {
    HttpAnswer answer =
        new HttpAnswer(
                200,
                List.of(new HttpAnswer.Header("Content-Type", InterfaceDescription.CONTENT_TYPE)),
                plan.body() ? document : NOTHING)
            .with("Vary", VARY);
    return profile == null ? answer : answer.with("Content-Profile", profile);
  }

  /// The answer to an insert whose rows were there already.
  public HttpAnswer repeated(Plan.Mutate plan, Result existing) {
    HttpAnswer answer = mutated(plan, existing);
    HttpAnswer found = new HttpAnswer(200, answer.headers(), answer.body(), answer.remarks());
    return ResponseSettings.of(existing).applied(found);
  }

  private HttpAnswer read(Plan.Read plan, Result result) {
    List<HttpAnswer.Header> headers = new ArrayList<>();
    int status = pageStatus(result);
    add(headers, "Content-Range", pageRange(result));
    add(headers, "Content-Location", location(request.query().canonical()));
    addContent(headers, plan.form());
    addRemarks(headers, plan);
    return answer(status, headers, body(plan.form(), result));
  }

  private HttpAnswer mutated(Plan.Mutate plan, Result result) {
    List<HttpAnswer.Header> headers = new ArrayList<>();
    boolean shown = plan.form().body();
    int status =
        switch (plan.mutation()) {
          case Mutation.Insert insert when insert.onConflict() instanceof OnConflict.Put ->
              shown ? insertStatus(insert, result) : 204;
          case Mutation.Insert insert -> {
            addLocation(headers, plan, result);
            add(headers, "Content-Range", ContentRange.of(1, 0, result.total()));
            yield insertStatus(insert, result);
          }
          case Mutation.Update _ -> {
            add(headers, "Content-Range", ContentRange.of(0, result.rows() - 1, result.total()));
            yield shown ? 200 : 204;
          }
          case Mutation.Delete _ -> {
            add(headers, "Content-Range", ContentRange.of(1, 0, result.total()));
            yield shown ? 200 : 204;
          }
        };
    addRemarks(headers, plan);
    if (!shown) {
      addProfile(headers);
      return answer(status, headers, NOTHING);
    }
    addContent(headers, plan.form());
    return answer(status, headers, body(plan.form(), result));
  }

  private HttpAnswer called(Plan.Call plan, Result result) {
    List<HttpAnswer.Header> headers = new ArrayList<>();
    int status = pageStatus(result);
    add(headers, "Content-Range", pageRange(result));
    addRemarks(headers, plan);
    return switch (plan.function().returns()) {
      case Returns.Nothing _ -> {
        addProfile(headers);
        yield answer(204, headers, NOTHING);
      }
      case Returns.Scalar _, Returns.Composite _ -> {
        addContent(headers, plan.form());
        yield answer(status, headers, body(plan.form(), result));
      }
    };
  }

  private static int insertStatus(Mutation.Insert insert, Result result) {
    return switch (insert.onConflict()) {
      case OnConflict.Merge _, OnConflict.Put _ ->
          result.inserted() != null && result.inserted() > 0 ? 201 : 200;
      case OnConflict.Fail _, OnConflict.Skip _, OnConflict.Repeat _ -> 201;
    };
  }

  /// 206 when the count says that there is more than this page.
  private int pageStatus(Result result) {
    Long total = result.total();
    if (total == null) return 200;
    long offset = request.window().offset();
    if (offset > total) {
      throw new Refusal(
          ErrorCode.RANGE_NOT_SATISFIABLE,
          "Requested range not satisfiable",
          "An offset of %d was requested, but there are only %d rows.".formatted(offset, total),
          null,
          List.of(new HttpAnswer.Header("Content-Range", pageRange(result))));
    }
    return result.rows() < total ? 206 : 200;
  }

  private String pageRange(Result result) {
    long first = request.window().offset();
    return ContentRange.of(first, first + result.rows() - 1, result.total());
  }

  private void addLocation(List<HttpAnswer.Header> headers, Plan.Mutate plan, Result result) {
    String body = result.body();
    boolean wanted = request.preferences().returning() == Return.HEADERS_ONLY;
    if (!wanted || plan.locationKey().isEmpty() || body == null || result.rows() != 1) return;
    JsonNode row = JSON.readTree(body).path(0);
    String query =
        plan.locationKey().stream()
            .map(column -> QueryString.encode(column) + "=" + filter(row.path(column)))
            .collect(Collectors.joining("&"));
    add(headers, "Location", location(query));
  }

  private static String filter(JsonNode value) {
    return value.isNull() ? "is.null" : "eq." + QueryString.encode(value.asString(""));
  }

  private String location(String query) {
    String path = "/" + QueryString.encode(request.action().target());
    return query.isEmpty() ? path : path + "?" + query;
  }

  private void addContent(List<HttpAnswer.Header> headers, Plan.ResultForm form) {
    add(headers, "Content-Type", form.media().contentType());
    addProfile(headers);
  }

  private void addProfile(List<HttpAnswer.Header> headers) {
    if (profile != null) add(headers, "Content-Profile", profile);
  }

  private void addRemarks(List<HttpAnswer.Header> headers, Plan plan) {
    AppliedPreferences.of(request, plan, rules.end().mayBeChosen())
        .ifPresent(applied -> add(headers, "Preference-Applied", applied));
    LegacyNames.warning(plan).ifPresent(warning -> add(headers, "Warning", warning));
  }

  private static void add(List<HttpAnswer.Header> headers, String name, String value) {
    headers.add(new HttpAnswer.Header(name, value));
  }

  private static byte[] body(Plan.ResultForm form, Result result) {
    String text = result.body();
    if (text == null) return NOTHING;
    return form.media() instanceof Media.Made made && made.bytes()
        ? HexFormat.of().parseHex(text)
        : text.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpAnswer answer(int status, List<HttpAnswer.Header> headers, byte[] body) {
    List<HttpAnswer.Header> all = new ArrayList<>(headers);
    add(all, "Vary", VARY);
    return new HttpAnswer(status, all, body);
  }
}
