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
public enum ErrorCode implements CatalogueEntry {
  // --- PostgREST ---
  VALUE_OUT_OF_RANGE("22003", 400, "A number is too large or too small.", "숫자가 허용된 범위를 벗어났어요."),
  MALFORMED_MOMENT("22007", 400, "A date or time cannot be read.", "날짜나 시간을 읽을 수 없어요."),
  MOMENT_OUT_OF_RANGE(
      "22008", 400, "A date or time has a part that does not exist.", "날짜나 시간에 존재하지 않는 값이 있어요."),
  TEXT_NOT_STORABLE(
      "22021", 400, "A text has characters that cannot be stored.", "저장할 수 없는 문자가 들어 있어요."),
  ROLE_UNKNOWN(
      "22023",
      401,
      "The request asks for a role or a setting that does not exist here.",
      "요청에 지정된 역할이나 설정이 여기에는 없어요."),
  MALFORMED_VALUE(
      "22P02", 400, "A value does not have the form that is expected here.", "값의 형식이 올바르지 않아요."),
  DUPLICATE("23505", 409, "This entry already exists.", "이미 등록된 내용이에요."),
  COLUMN_UNKNOWN("42703", 400, "A column is asked for that does not exist.", "존재하지 않는 열을 요청했어요."),
  NO_SUCH_CONFLICT_KEY(
      "42P10", 400, "The columns named for conflicts are not unique.", "중복을 판단할 수 없는 열이에요."),
  DATABASE_UNREACHABLE(
      "PGRST000",
      503,
      "The database cannot be reached right now. Please try again.",
      "지금은 데이터베이스에 연결할 수 없어요. 잠시 후 다시 시도해 주세요."),
  CONNECTION_LOST(
      "PGRST001",
      503,
      "The connection to the database was lost. Please try again.",
      "데이터베이스 연결이 끊어졌어요. 다시 시도해 주세요."),
  CATALOGUE_NOT_READY(
      "PGRST002",
      503,
      "The server is still getting ready. Please try again in a moment.",
      "서버가 준비 중이에요. 잠시 후 다시 시도해 주세요."),
  WAITED_TOO_LONG(
      "PGRST003",
      503,
      "It took too long until the database was free. Please try again.",
      "요청이 몰려 처리하지 못했어요. 잠시 후 다시 시도해 주세요."),
  QUERY_NOT_UNDERSTOOD(
      "PGRST100", 400, "The address of this request cannot be read.", "요청 주소를 이해할 수 없어요."),
  METHOD_NOT_FOR_FUNCTIONS(
      "PGRST101", 405, "A function cannot be called in this way.", "이 기능은 이 방법으로 부를 수 없어요."),
  BODY_NOT_UNDERSTOOD("PGRST102", 400, "What was sent cannot be read.", "보낸 내용을 읽을 수 없어요."),
  RANGE_NOT_SATISFIABLE(
      "PGRST103", 416, "There are no rows in the range asked for.", "요청한 범위에 해당하는 내용이 없어요."),
  PUT_FILTERS(
      "PGRST105",
      405,
      "To replace an entry, its whole key has to be named and nothing else.",
      "바꿀 항목의 키를 모두, 그리고 키만 지정해 주세요."),
  SCHEMA_NOT_EXPOSED(
      "PGRST106", 406, "This part of the database is not offered.", "공개되지 않은 영역이에요."),
  MEDIA_TYPE_NOT_OFFERED(
      "PGRST107", 406, "The answer is not available in the form asked for.", "요청한 형식으로는 답할 수 없어요."),
  NOT_EMBEDDED(
      "PGRST108", 400, "A related table is used that is not selected.", "선택하지 않은 관련 항목을 사용했어요."),
  RESPONSE_HEADERS_INVALID(
      "PGRST111",
      500,
      "The database set response headers that cannot be sent.",
      "데이터베이스가 보낼 수 없는 응답 헤더를 설정했어요."),
  RESPONSE_STATUS_INVALID(
      "PGRST112",
      500,
      "The database set a response status that cannot be sent.",
      "데이터베이스가 보낼 수 없는 응답 상태를 설정했어요."),
  PUT_WITH_WINDOW(
      "PGRST114",
      400,
      "One entry is replaced as a whole, not in part of a list.",
      "항목 하나를 바꿀 때는 범위를 지정할 수 없어요."),
  PUT_OTHER_ROW(
      "PGRST115", 400, "What was sent is not the entry that is named.", "보낸 내용이 지정한 항목과 달라요."),
  NOT_EXACTLY_ONE(
      "PGRST116", 406, "There is not exactly one such entry.", "해당하는 항목이 정확히 하나가 아니에요."),
  METHOD_NOT_ALLOWED(
      "PGRST117", 405, "This address does not offer this action.", "이 주소에서는 할 수 없는 동작이에요."),
  RELATED_ORDER_UNUSABLE(
      "PGRST118",
      400,
      "Entries can be sorted by a related one only where there is at most one.",
      "관련 항목이 하나뿐일 때만 그 항목을 기준으로 정렬할 수 있어요."),
  EMBED_FILTER_UNUSABLE(
      "PGRST120",
      400,
      "A related table can only be asked for being there or not.",
      "관련 항목은 있는지 없는지만 물어볼 수 있어요."),
  RAISED_ERROR_MALFORMED(
      "PGRST121", 500, "The database raised an unreadable error.", "데이터베이스가 읽을 수 없는 오류를 보냈어요."),
  PREFERENCES_INVALID(
      "PGRST122", 400, "The request has preferences that are not known.", "알 수 없는 요청 옵션이 있어요."),
  AGGREGATES_NOT_ALLOWED(
      "PGRST123", 400, "Sums and other aggregates are not offered here.", "합계 같은 집계 기능은 제공하지 않아요."),
  TOO_MANY_AFFECTED(
      "PGRST124", 400, "The change would touch too many entries.", "허용된 것보다 많은 항목이 바뀌게 돼요."),
  PATH_UNKNOWN("PGRST125", 404, "There is nothing at this address.", "이 주소에는 아무것도 없어요."),
  ROOT_DISABLED(
      "PGRST126", 404, "There is no interface description here.", "이 주소에는 인터페이스 설명이 없어요."),
  NOT_IMPLEMENTED(
      "PGRST127", 400, "This way of asking is not offered yet.", "아직 제공하지 않는 요청 방식이에요."),
  MAX_AFFECTED_NOT_FOR_SINGLE(
      "PGRST128",
      400,
      "A limit on changes needs a function that gives rows.",
      "변경 개수 제한은 여러 행을 돌려주는 기능에만 쓸 수 있어요."),
  RELATIONSHIP_UNKNOWN(
      "PGRST200", 400, "There is no relationship between these tables.", "두 테이블 사이에 관계가 없어요."),
  RELATIONSHIP_AMBIGUOUS(
      "PGRST201", 300, "These tables are related in several ways.", "두 테이블 사이에 관계가 여러 개 있어요."),
  FUNCTION_UNKNOWN("PGRST202", 404, "There is no such function.", "요청한 기능을 찾을 수 없어요."),
  FUNCTION_AMBIGUOUS("PGRST203", 300, "More than one function fits.", "해당하는 기능이 여러 개 있어요."),
  COLUMN_NOT_IN_TABLE(
      "PGRST204", 400, "A column is named that the table does not have.", "존재하지 않는 열이 포함되어 있어요."),
  TABLE_UNKNOWN("PGRST205", 404, "There is no such table.", "요청한 테이블을 찾을 수 없어요."),
  TOKEN_KEY_MISSING(
      "PGRST300", 500, "The server has no key to check sign-ins.", "서버에 키가 없어서 로그인을 확인할 수 없어요."),
  TOKEN_UNDECODABLE(
      "PGRST301",
      401,
      "Your sign-in could not be checked. Please sign in again.",
      "로그인 정보를 확인할 수 없어요. 다시 로그인해 주세요."),
  TOKEN_REQUIRED("PGRST302", 401, "Please sign in first.", "먼저 로그인해 주세요."),
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
  SIGN_IN_BUSY(
      "EL_SIGN_IN_BUSY",
      503,
      "Many people are signing in right now. Please try again shortly.",
      "지금 로그인하는 분이 많아요. 잠시 후 다시 시도해 주세요."),
  ANONYMOUS_PROVIDER_DISABLED(
      "anonymous_provider_disabled",
      422,
      "Coming in without an account is not allowed here.",
      "계정 없이 입장할 수 없어요."),
  BAD_JSON("bad_json", 400, "What was sent cannot be read.", "보낸 내용을 읽을 수 없어요."),
  BAD_JWT(
      "bad_jwt",
      403,
      "Your sign-in could not be checked. Please sign in again.",
      "로그인 정보를 확인할 수 없어요. 다시 로그인해 주세요."),
  BAD_CODE_VERIFIER(
      "bad_code_verifier",
      400,
      "This link was asked for in another browser. Please open it there.",
      "다른 브라우저에서 요청한 링크예요. 그 브라우저에서 열어 주세요."),
  BAD_OAUTH_CALLBACK(
      "bad_oauth_callback",
      400,
      "Coming back from another sign-in did not work.",
      "다른 서비스 로그인에서 돌아오지 못했어요."),
  BAD_OAUTH_STATE(
      "bad_oauth_state",
      400,
      "Coming back from another sign-in did not work.",
      "다른 서비스 로그인에서 돌아오지 못했어요."),
  CONFLICT(
      "conflict",
      409,
      "Your sign-in is being renewed elsewhere. Please try again.",
      "다른 곳에서 로그인을 연장하는 중이에요. 다시 시도해 주세요."),
  EMAIL_CONFLICT_IDENTITY_NOT_DELETABLE(
      "email_conflict_identity_not_deletable",
      422,
      "This way of signing in cannot be removed: its address belongs to somebody else too.",
      "이메일 주소가 겹쳐서 이 로그인 방법을 지울 수 없어요."),
  EMAIL_EXISTS(
      "email_exists",
      422,
      "Somebody is registered with this email address already.",
      "이미 등록된 이메일 주소예요."),
  EMAIL_NOT_CONFIRMED(
      "email_not_confirmed",
      400,
      "This email address has not been confirmed yet.",
      "아직 확인되지 않은 이메일 주소예요."),
  FEATURE_DISABLED("feature_disabled", 404, "This is not offered here.", "여기서는 제공하지 않는 기능이에요."),
  FLOW_STATE_EXPIRED(
      "flow_state_expired",
      422,
      "This link has expired. Please ask for a new one.",
      "만료된 링크예요. 새 링크를 요청해 주세요."),
  FLOW_STATE_NOT_FOUND(
      "flow_state_not_found",
      404,
      "This link has been used already or has expired. Please ask for a new one.",
      "이미 사용했거나 만료된 링크예요. 새 링크를 요청해 주세요."),
  IDENTITY_NOT_FOUND(
      "identity_not_found", 422, "There is no such way of signing in.", "로그인 방법을 찾을 수 없어요."),
  INVALID_CREDENTIALS(
      "invalid_credentials",
      400,
      "The email address or the password is wrong.",
      "이메일 주소나 비밀번호가 맞지 않아요."),
  MANUAL_LINKING_DISABLED(
      "manual_linking_disabled",
      404,
      "Ways of signing in cannot be joined or removed here.",
      "로그인 방법을 추가하거나 지울 수 없어요."),
  MFA_FACTOR_NOT_FOUND(
      "mfa_factor_not_found", 404, "There is no such second step.", "2단계 인증을 찾을 수 없어요."),
  MFA_PHONE_ENROLL_NOT_ENABLED(
      "mfa_phone_enroll_not_enabled",
      422,
      "A second step by phone is not offered.",
      "전화 2단계 인증은 제공하지 않아요."),
  MFA_TOTP_ENROLL_NOT_ENABLED(
      "mfa_totp_enroll_not_enabled",
      422,
      "A second step by an app is not offered.",
      "앱 2단계 인증은 제공하지 않아요."),
  MFA_WEBAUTHN_ENROLL_NOT_ENABLED(
      "mfa_webauthn_enroll_not_enabled",
      422,
      "A second step by a device is not offered.",
      "기기 2단계 인증은 제공하지 않아요."),
  NO_AUTHORIZATION("no_authorization", 401, "Please sign in first.", "먼저 로그인해 주세요."),
  NOT_ADMIN("not_admin", 403, "Only administrators may do this.", "관리자만 할 수 있어요."),
  OTP_DISABLED(
      "otp_disabled",
      422,
      "There is no account with this address, and none is made here.",
      "이 주소로 된 계정이 없고, 여기서는 새로 만들 수 없어요."),
  OTP_EXPIRED(
      "otp_expired",
      403,
      "This link or code is wrong, has been used already or has expired. Please ask for a new one.",
      "링크나 코드가 맞지 않거나, 이미 사용했거나 만료됐어요. 새로 요청해 주세요."),
  OVER_EMAIL_SEND_RATE_LIMIT(
      "over_email_send_rate_limit",
      429,
      "A mail was sent a moment ago. Please wait a little before you ask for another one.",
      "방금 메일을 보내 드렸어요. 잠시 후에 다시 요청해 주세요."),
  OVER_REQUEST_RATE_LIMIT(
      "over_request_rate_limit",
      429,
      "Too many requests came from your network. Please wait a little.",
      "같은 네트워크에서 요청이 너무 많이 왔어요. 잠시 기다려 주세요."),
  PASSKEY_DISABLED("passkey_disabled", 404, "Passkeys are not offered.", "패스키는 제공하지 않아요."),
  PHONE_PROVIDER_DISABLED(
      "phone_provider_disabled",
      422,
      "Signing in by phone number is not offered.",
      "전화번호 로그인은 제공하지 않아요."),
  PROVIDER_DISABLED(
      "provider_disabled",
      400,
      "Signing in through this provider is not offered.",
      "이 서비스 계정으로 로그인할 수 없어요."),
  REAUTHENTICATION_NEEDED(
      "reauthentication_needed",
      400,
      "Please show with a code that it is you.",
      "본인인지 확인하는 코드가 필요해요."),
  REAUTHENTICATION_NOT_VALID(
      "reauthentication_not_valid",
      422,
      "This code is wrong or has expired. Please ask for a new one.",
      "코드가 맞지 않거나 만료됐어요. 새로 요청해 주세요."),
  REFRESH_TOKEN_ALREADY_USED(
      "refresh_token_already_used",
      400,
      "Your sign-in has ended. Please sign in again.",
      "로그인이 만료됐어요. 다시 로그인해 주세요."),
  REFRESH_TOKEN_NOT_FOUND(
      "refresh_token_not_found",
      400,
      "Your sign-in has ended. Please sign in again.",
      "로그인이 만료됐어요. 다시 로그인해 주세요."),
  REQUEST_ENTITY_TOO_LARGE(
      "request_entity_too_large", 413, "What was sent is too large.", "보낸 내용이 너무 커요."),
  SAME_PASSWORD(
      "same_password", 422, "Please choose a different password.", "지금과 다른 비밀번호를 사용해 주세요."),
  SAML_PROVIDER_DISABLED(
      "saml_provider_disabled",
      404,
      "Signing in through your company is not offered.",
      "회사 계정 로그인은 제공하지 않아요."),
  SESSION_EXPIRED(
      "session_expired",
      400,
      "Your sign-in has ended. Please sign in again.",
      "로그인이 만료됐어요. 다시 로그인해 주세요."),
  SESSION_NOT_FOUND("session_not_found", 403, "You have been signed out.", "로그아웃된 상태예요."),
  SIGNUP_DISABLED(
      "signup_disabled", 422, "New accounts cannot be made here.", "여기서는 새로 가입할 수 없어요."),
  SINGLE_IDENTITY_NOT_DELETABLE(
      "single_identity_not_deletable",
      422,
      "The only way of signing in cannot be removed.",
      "하나뿐인 로그인 방법은 지울 수 없어요."),
  UNEXPECTED_FAILURE(
      "unexpected_failure",
      500,
      "Something went wrong on our side. Please try again.",
      "저희 쪽에서 문제가 생겼어요. 다시 시도해 주세요."),
  USER_ALREADY_EXISTS(
      "user_already_exists",
      422,
      "Somebody is registered with this email address already.",
      "이미 등록된 이메일 주소예요."),
  USER_BANNED("user_banned", 403, "This account may not sign in.", "로그인할 수 없는 계정이에요."),
  USER_NOT_FOUND("user_not_found", 404, "There is no such account.", "계정을 찾을 수 없어요."),
  VALIDATION_FAILED("validation_failed", 400, "Please check what you entered.", "입력한 내용을 확인해 주세요."),
  WEAK_PASSWORD("weak_password", 422, "Please choose a longer password.", "더 긴 비밀번호를 사용해 주세요."),
  WEB3_PROVIDER_DISABLED(
      "web3_provider_disabled",
      422,
      "Signing in with a wallet is not offered.",
      "지갑 로그인은 제공하지 않아요."),

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
  NOT_SENT(
      "EL_NOT_SENT",
      503,
      "Very many people are here right now, so this was not sent. Your text is still here; please send it again in a moment.",
      "지금 접속자가 많아 보내지 못했어요. 작성한 내용은 그대로 있으니 잠시 후 다시 보내 주세요."),
  HEADERS_TOO_LARGE(
      "EL_HEADERS_TOO_LARGE", 431, "The headers of this request are too large.", "요청 헤더가 너무 커요."),
  HTTP_MALFORMED(
      "EL_HTTP_MALFORMED", 400, "What was sent is not proper HTTP.", "보낸 내용이 올바른 HTTP 형식이 아니에요."),
  MAIL_BUSY(
      "EL_MAIL_BUSY",
      503,
      "Too many mails wait to be sent. Please try again shortly.",
      "보낼 메일이 밀려 있어요. 잠시 후 다시 시도해 주세요."),
  NOT_OFFERED(
      "EL_NOT_OFFERED",
      501,
      "EventLive does not offer this service.",
      "EventLive에서 제공하지 않는 서비스예요."),
  OPERATOR_KEY_NEEDED(
      "EL_OPERATOR_KEY_NEEDED", 401, "This page needs the operator key.", "운영자 키가 필요한 페이지예요."),
  OUTCOME_UNKNOWN(
      "EL_OUTCOME_UNKNOWN",
      503,
      "It is not certain whether this was saved. Please check before you try again.",
      "저장되었는지 확실하지 않아요. 다시 시도하기 전에 확인해 주세요."),
  TOO_SLOW("EL_TOO_SLOW", 408, "The request took too long to arrive.", "요청이 너무 천천히 도착했어요.");

  private static final Map<String, ErrorCode> BY_WIRE_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(ErrorCode::wireCode, Function.identity()));

  @SuppressWarnings("ImmutableEnumChecker") // a record of a number and texts
  private final Explanation explanation;

  ErrorCode(String wireCode, int status, String english, String korean) {
    this.explanation = new Explanation(wireCode, status, english, korean);
  }

  @Override
  public Explanation explanation() {
    return explanation;
  }

  public static Optional<ErrorCode> byWireCode(String wireCode) {
    return Optional.ofNullable(BY_WIRE_CODE.get(wireCode));
  }
}
