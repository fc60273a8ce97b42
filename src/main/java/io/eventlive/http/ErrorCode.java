package io.eventlive.http;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The catalogue of everything that can be answered instead of what was asked for: wire code, HTTP
/// status, and one sentence each in English and Korean that a front end may show to a person.
///
/// `docs/reference/errors.md` is this list in prose; a test compares the two.
public enum ErrorCode {
  // --- PostgREST ---
  ROLE_UNKNOWN(
      "22023",
      401,
      "This key or sign-in has a role that does not exist here.",
      "이 키나 로그인에 지정된 역할이 여기에는 없어요."),
  QUERY_NOT_UNDERSTOOD(
      "PGRST100", 400, "The address of this request cannot be read.", "요청 주소를 이해할 수 없어요."),
  METHOD_NOT_ALLOWED(
      "PGRST117", 405, "This address does not offer this action.", "이 주소에서는 할 수 없는 동작이에요."),
  PATH_UNKNOWN("PGRST125", 404, "There is nothing at this address.", "이 주소에는 아무것도 없어요."),
  TOKEN_UNDECODABLE(
      "PGRST301",
      401,
      "Your sign-in could not be checked. Please sign in again.",
      "로그인 정보를 확인할 수 없어요. 다시 로그인해 주세요."),
  TOKEN_CLAIMS_REFUSED(
      "PGRST303",
      401,
      "Your sign-in has expired. Please sign in again.",
      "로그인이 만료됐어요. 다시 로그인해 주세요."),
  INTERNAL(
      "PGRSTX00",
      500,
      "Something went wrong on our side. Please try again.",
      "저희 쪽에서 문제가 생겼어요. 다시 시도해 주세요."),

  // --- Sign-in ---
  API_KEY_INVALID("EL_API_KEY_INVALID", 401, "The API key is not valid here.", "API 키가 올바르지 않아요."),
  API_KEY_MISSING("EL_API_KEY_MISSING", 401, "The request has no API key.", "요청에 API 키가 없어요."),

  // --- EventLive ---
  ADDRESS_MALFORMED(
      "EL_ADDRESS_MALFORMED", 400, "This address is not well-formed.", "주소 형식이 올바르지 않아요."),
  ADDRESS_TOO_LONG("EL_ADDRESS_TOO_LONG", 414, "This address is too long.", "주소가 너무 길어요."),
  BODY_TOO_LARGE("EL_BODY_TOO_LARGE", 413, "What was sent is too large.", "보낸 내용이 너무 커요."),
  BUSY(
      "EL_BUSY",
      503,
      "Too many requests at this moment. Please try again shortly.",
      "지금 요청이 너무 많아요. 잠시 후 다시 시도해 주세요."),
  HEADERS_TOO_LARGE(
      "EL_HEADERS_TOO_LARGE", 431, "The headers of this request are too large.", "요청 헤더가 너무 커요."),
  HTTP_MALFORMED(
      "EL_HTTP_MALFORMED",
      400,
      "What was sent is not well-formed HTTP.",
      "보낸 내용이 올바른 HTTP 형식이 아니에요."),
  NOT_OFFERED(
      "EL_NOT_OFFERED",
      501,
      "EventLive does not offer this service.",
      "EventLive에서 제공하지 않는 서비스예요."),
  OPERATOR_KEY_NEEDED(
      "EL_OPERATOR_KEY_NEEDED", 401, "This page needs the operator key.", "운영자 키가 필요한 페이지예요."),
  TOO_SLOW("EL_TOO_SLOW", 408, "The request took too long to arrive.", "요청이 너무 천천히 도착했어요."),
  ;

  private static final Map<String, ErrorCode> BY_WIRE_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(ErrorCode::wireCode, Function.identity()));

  private final String wireCode;
  private final int status;
  private final String english;
  private final String korean;

  ErrorCode(String wireCode, int status, String english, String korean) {
    this.wireCode = wireCode;
    this.status = status;
    this.english = english;
    this.korean = korean;
  }

  /// The code as clients see it; stable for ever.
  public String wireCode() {
    return wireCode;
  }

  public int status() {
    return status;
  }

  public String english() {
    return english;
  }

  public String korean() {
    return korean;
  }

  /// The sentence in a person's language.
  public String sentence(Language language) {
    return switch (language) {
      case ENGLISH -> english;
      case KOREAN -> korean;
    };
  }

  public static Optional<ErrorCode> byWireCode(String wireCode) {
    return Optional.ofNullable(BY_WIRE_CODE.get(wireCode));
  }
}
