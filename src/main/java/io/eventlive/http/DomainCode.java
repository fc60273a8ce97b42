package io.eventlive.http;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the event itself turns down: the codes that functions in the migrations raise by
/// `eventlive.refuse('<wire code>')`. The rules are in SQL; here is what they are called, and what
/// a person is told.
public enum DomainCode implements CatalogueEntry {
  ADDRESS_NOT_LISTED(
      "address_not_listed",
      403,
      "This address is not on the list for this webinar. Please ask the organiser.",
      "이 이메일 주소는 참가자 명단에 없어요. 주최자에게 문의해 주세요."),
  ADDRESS_NOT_VERIFIED(
      "address_not_verified", 403, "Please confirm your address first.", "먼저 이메일 주소를 인증해 주세요."),
  FRESH_IDENTITY_REQUIRED(
      "fresh_identity_required",
      403,
      "Please enter as a guest: this way in is not for the account that you are signed in with.",
      "게스트로 입장해 주세요. 지금 로그인한 계정으로는 이 방법을 쓸 수 없어요."),
  INVITATION_EXPIRED(
      "invitation_expired",
      403,
      "This invitation has expired. Please ask the organiser for a new one.",
      "초대장의 유효 기간이 지났어요. 주최자에게 새 초대장을 요청해 주세요."),
  INVITATION_INVALID(
      "invitation_invalid",
      403,
      "This invitation is not valid for this webinar.",
      "이 웨비나에 쓸 수 없는 초대장이에요."),
  INVITATION_REQUIRED(
      "invitation_required", 403, "This webinar is by invitation only.", "초대받은 분만 입장할 수 있는 웨비나예요."),
  INVITATION_USED(
      "invitation_used", 403, "This invitation has already been used.", "이미 사용한 초대장이에요."),
  NAME_AND_ADDRESS_REQUIRED(
      "name_and_address_required",
      403,
      "Please enter the name and e-mail address that you registered with.",
      "등록할 때 쓴 이름과 이메일 주소를 입력해 주세요."),
  NICKNAME_INVALID(
      "nickname_invalid",
      400,
      "A nickname has at most 40 characters and no line breaks.",
      "닉네임은 줄바꿈 없이 40자까지 쓸 수 있어요."),
  REGISTRATION_IN_USE(
      "registration_in_use",
      403,
      "This registration is already in use on several devices. Please ask the organiser.",
      "이 등록 정보는 이미 여러 기기에서 쓰고 있어요. 주최자에게 문의해 주세요."),
  REGISTRATION_NOT_FOUND(
      "registration_not_found",
      403,
      "There is no registration with this name and e-mail address.",
      "이 이름과 이메일 주소로 등록된 내역이 없어요."),
  SIGN_IN_REQUIRED("sign_in_required", 401, "Please sign in first.", "먼저 로그인해 주세요."),
  WEBINAR_FULL("webinar_full", 403, "All seats of this webinar are taken.", "정원이 모두 찼어요."),
  WEBINAR_NOT_FOUND("webinar_not_found", 404, "There is no such webinar.", "웨비나를 찾을 수 없어요."),
  WEBINAR_OVER("webinar_over", 403, "This webinar is over.", "이미 끝난 웨비나예요.");

  private static final Map<String, DomainCode> BY_WIRE_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(DomainCode::wireCode, Function.identity()));

  @SuppressWarnings("ImmutableEnumChecker") // a record of a number and texts
  private final Explanation explanation;

  DomainCode(String wireCode, int status, String english, String korean) {
    this.explanation = new Explanation(wireCode, status, english, korean);
  }

  @Override
  public Explanation explanation() {
    return explanation;
  }

  public static Optional<DomainCode> byWireCode(String wireCode) {
    return Optional.ofNullable(BY_WIRE_CODE.get(wireCode));
  }
}
