package io.eventlive.http;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What PostgreSQL may say against a request: its SQLSTATE, the HTTP status that PostgREST gives
/// it, and one sentence each in English and Korean that a front end may show to a person.
///
/// A code that ends in `000` stands for its whole class: for every condition of the class that has
/// no entry of its own. [ErrorCode] has those SQLSTATEs with which EventLive itself refuses.
public enum SqlState implements CatalogueEntry {
  CONNECTION_EXCEPTION(
      "08000",
      503,
      "The connection to the database was lost. Please try again.",
      "데이터베이스 연결이 끊어졌어요. 다시 시도해 주세요."),
  TRIGGERED_ACTION_EXCEPTION(
      "09000", 500, "A rule of the database failed.", "데이터베이스에 정해 둔 동작이 실패했어요."),
  FEATURE_NOT_SUPPORTED(
      "0A000", 400, "The database does not offer this.", "데이터베이스가 제공하지 않는 기능이에요."),
  INVALID_GRANTOR("0L000", 403, "This right may not be given away.", "이 권한은 줄 수 없어요."),
  INVALID_ROLE("0P000", 403, "This role may not be used.", "이 역할은 쓸 수 없어요."),
  TOO_MANY_ROWS_MATCHED(
      "21000",
      500,
      "The same entry is named more than once, or a change names no entries.",
      "같은 항목이 두 번 들어 있거나, 바꿀 항목을 정하지 않았어요."),
  DATA_EXCEPTION("22000", 400, "A value cannot be used here.", "사용할 수 없는 값이 들어 있어요."),
  TEXT_TOO_LONG("22001", 400, "A text is too long.", "글이 너무 길어요."),
  DIVISION_BY_ZERO("22012", 400, "A number is divided by zero.", "0으로 나눌 수 없어요."),
  INTEGRITY_VIOLATION("23000", 400, "This would break a rule of the data.", "데이터 규칙에 맞지 않아요."),
  VALUE_MISSING("23502", 400, "A required value is missing.", "꼭 필요한 값이 빠졌어요."),
  REFERENCE_BROKEN(
      "23503",
      409,
      "Something that this refers to does not exist, or is still in use.",
      "참조하는 항목이 없거나 아직 사용 중이에요."),
  CHECK_FAILED("23514", 400, "A value is not allowed here.", "허용되지 않는 값이 들어 있어요."),
  EXCLUDED("23P01", 400, "This overlaps with an entry that exists already.", "이미 있는 항목과 겹쳐요."),
  TRANSACTION_STATE(
      "25000", 500, "The change could not be made. Please try again.", "변경하지 못했어요. 다시 시도해 주세요."),
  READ_ONLY("25006", 405, "Nothing may be changed in this way.", "이 방법으로는 변경할 수 없어요."),
  LOGIN_REFUSED(
      "28000", 403, "The database did not let this request in.", "데이터베이스가 이 요청을 받아들이지 않았어요."),
  TRANSACTION_ENDED(
      "2D000",
      500,
      "The change could not be finished. Please try again.",
      "변경을 끝내지 못했어요. 다시 시도해 주세요."),
  EXTERNAL_ROUTINE("38000", 500, "A function of the database failed.", "데이터베이스 기능이 실패했어요."),
  EXTERNAL_ROUTINE_CALL(
      "39000", 500, "A function of the database could not be called.", "데이터베이스 기능을 부를 수 없었어요."),
  SAVEPOINT("3B000", 500, "The change could not be taken back.", "변경을 되돌리지 못했어요."),
  ROLLED_BACK(
      "40000", 500, "The change was taken back. Please try again.", "변경이 취소되었어요. 다시 시도해 주세요."),
  SERIALIZATION_FAILURE(
      "40001",
      500,
      "Somebody changed the same thing at the same moment. Please try again.",
      "같은 내용을 동시에 바꾼 사람이 있어요. 다시 시도해 주세요."),
  DEADLOCK(
      "40P01",
      500,
      "Two changes stood in each other's way. Please try again.",
      "두 변경이 서로 부딪혔어요. 다시 시도해 주세요."),
  SYNTAX_OR_ACCESS(
      "42000", 400, "The database did not understand this request.", "데이터베이스가 이 요청을 이해하지 못했어요."),
  FORBIDDEN("42501", 403, "You may not do this.", "이 작업을 할 권한이 없어요."),
  FUNCTION_MISSING("42883", 404, "There is no such function.", "요청한 기능을 찾을 수 없어요."),
  TABLE_MISSING("42P01", 404, "There is no such table.", "요청한 테이블을 찾을 수 없어요."),
  RECURSION("42P17", 500, "A rule of the database refers to itself.", "데이터베이스 규칙이 자기 자신을 가리켜요."),
  CHECK_OPTION(
      "44000",
      400,
      "This entry would not be visible where it is added.",
      "추가해도 이 목록에 보이지 않는 항목이에요."),
  INSUFFICIENT_RESOURCES(
      "53000",
      503,
      "The database is short of room right now. Please try again shortly.",
      "지금은 데이터베이스에 여유가 없어요. 잠시 후 다시 시도해 주세요."),
  CONFIGURED_LIMIT("53400", 500, "A limit of the database is reached.", "데이터베이스에 정해 둔 한도에 닿았어요."),
  PROGRAM_LIMIT(
      "54000", 500, "This request is too large for the database.", "데이터베이스가 처리하기에 너무 큰 요청이에요."),
  WRONG_STATE("55000", 500, "This cannot be changed here.", "여기서는 변경할 수 없어요."),
  INTERVENTION("57000", 500, "The database stopped this request.", "데이터베이스가 이 요청을 멈췄어요."),
  CANCELLED(
      "57014",
      500,
      "The database took too long. Please try again.",
      "처리 시간이 너무 오래 걸렸어요. 다시 시도해 주세요."),
  SHUTTING_DOWN(
      "57P01",
      503,
      "The database is being restarted. Please try again shortly.",
      "데이터베이스를 다시 시작하는 중이에요. 잠시 후 다시 시도해 주세요."),
  SYSTEM_ERROR("58000", 500, "The database's machine had a problem.", "데이터베이스 서버에 문제가 생겼어요."),
  CONFIGURATION_FILE("F0000", 500, "The database is not set up properly.", "데이터베이스 설정에 문제가 있어요."),
  FOREIGN_DATA("HV000", 500, "Another source of data had a problem.", "연결된 외부 데이터에 문제가 생겼어요."),
  PROCEDURE_ERROR("P0000", 500, "A function of the database failed.", "데이터베이스 기능이 실패했어요."),
  RAISED("P0001", 400, "The database turned this down.", "데이터베이스가 이 요청을 거절했어요."),
  INTERNAL_DATABASE_ERROR(
      "XX000", 500, "Something went wrong in the database.", "데이터베이스에서 문제가 생겼어요.");

  private static final Map<String, SqlState> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(SqlState::wireCode, Function.identity()));

  @SuppressWarnings("ImmutableEnumChecker") // a record of a number and texts
  private final Explanation explanation;

  SqlState(String wireCode, int status, String english, String korean) {
    this.explanation = new Explanation(wireCode, status, english, korean);
  }

  /// The entry for a SQLSTATE: its own, or its class's; empty where neither is known.
  public static Optional<SqlState> of(String sqlState) {
    if (sqlState.length() != 5) return Optional.empty();
    return Optional.ofNullable(BY_CODE.get(sqlState))
        .or(() -> Optional.ofNullable(BY_CODE.get(sqlState.substring(0, 2) + "000")));
  }

  @Override
  public Explanation explanation() {
    return explanation;
  }
}
