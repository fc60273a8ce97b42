package io.eventlive.console;

import io.eventlive.http.Language;

/// What the page says, in every language it speaks.
enum Phrase {
  RUNNING("EventLive is running", "EventLive가 작동 중이에요"),
  LEDE(
      "A live-event backend that stays up in the minute when everybody joins.",
      "모두가 한꺼번에 들어오는 그 1분에도 멈추지 않는 라이브 이벤트 백엔드예요."),
  SKIP("Skip to content", "본문으로 건너뛰기"),
  LANGUAGES("Language", "언어"),
  ALL_WELL("All systems are well", "모두 정상이에요"),
  DATABASE_TROUBLE("The database does not answer", "데이터베이스가 응답하지 않아요"),
  DATABASE_BUSY("The database is slow to answer", "데이터베이스 응답이 늦어지고 있어요"),
  DEMO("Demonstration", "데모"),
  DEMO_NOTE(
      "The webinars and people here are made up. Sign-ups need no e-mail in this mode.",
      "여기 보이는 웨비나와 사람은 모두 예시예요. 데모에서는 이메일 확인 없이 가입할 수 있어요."),
  WEBINARS("Webinars", "웨비나"),
  NO_WEBINARS("No public webinar yet.", "아직 공개된 웨비나가 없어요."),
  WEBINARS_UNREADABLE(
      "This database has no webinars table that everybody may read. The API serves its tables all the same.",
      "이 데이터베이스에는 누구나 볼 수 있는 웨비나 표가 없어요. API는 그대로 쓸 수 있어요."),
  WEBINARS_UNREACHABLE(
      "The webinars cannot be read at this moment. Reload in a few seconds.",
      "지금은 웨비나를 불러올 수 없어요. 몇 초 뒤에 새로 고쳐 주세요."),
  LIVE("Live now", "라이브 중"),
  SOON("Starting soon", "곧 시작"),
  SCHEDULED("Scheduled", "예정"),
  OVER("Over", "종료"),
  NO_TIME("Time to be announced", "시간 미정"),
  CONNECT("Connect your app", "앱 연결하기"),
  CONNECT_NOTE(
      "Any supabase-js app works by changing its URL and key.",
      "supabase-js로 만든 앱은 URL과 키만 바꾸면 바로 연결돼요."),
  ADDRESS("Address", "주소"),
  PUBLIC_KEY("Public key", "공개 키"),
  KEY_NOTE(
      "This key is meant to be public; row level security decides what it may see.",
      "이 키는 공개해도 돼요. 무엇을 볼 수 있는지는 행 수준 보안이 정해요."),
  HEALTH("Health", "상태"),
  DATABASE("Database", "데이터베이스"),
  SCHEMA("Schema version", "스키마 버전"),
  UPTIME("Running for", "작동 시간"),
  VERSION("Version", "버전"),
  NO_ANSWER("No answer", "응답 없음"),
  ENDPOINTS("Addresses", "주소 목록"),
  FOR_REST("Tables and functions, as PostgREST", "표와 함수 (PostgREST 방식)"),
  FOR_AUTH("Sign-in, as Supabase Auth", "로그인 (Supabase Auth 방식)"),
  FOR_HEALTH("The process answers", "프로세스 응답 확인"),
  FOR_READY("Database and catalogue are there", "데이터베이스와 카탈로그 준비 확인"),
  FOR_METRICS("Prometheus, with the operator key", "Prometheus 지표 (운영자 키 필요)"),
  FOR_OUTBOX("Mails that are not sent, with the operator key", "보내지 않고 둔 메일 (운영자 키 필요)"),
  READING("Read on", "더 읽기"),
  READING_NOTE("In the repository:", "저장소에서 볼 수 있어요:"),
  DOC_README("What it is and how to run it", "소개와 실행 방법"),
  DOC_CONFIGURATION("Every setting", "모든 설정"),
  DOC_ERRORS("Every error code", "모든 오류 코드"),
  DOC_LOG("The log, field by field", "로그의 모든 항목"),
  TIMES_IN("Times in %s", "%s 기준");

  private final String english;
  private final String korean;

  Phrase(String english, String korean) {
    this.english = english;
    this.korean = korean;
  }

  String in(Language language) {
    return switch (language) {
      case ENGLISH -> english;
      case KOREAN -> korean;
    };
  }
}
