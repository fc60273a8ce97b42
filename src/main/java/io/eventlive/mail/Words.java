package io.eventlive.mail;

import io.eventlive.http.Language;

/// What letters say, in every language that they speak.
enum Words {
  CONFIRMATION_SUBJECT("Confirm your email address", "이메일 주소를 확인해 주세요"),
  CONFIRMATION_WHY(
      "Somebody signed up with this address. If that was you, confirm that it is yours.",
      "이 주소로 가입 신청이 들어왔어요. 직접 신청하셨다면 본인 주소가 맞는지 확인해 주세요."),
  CONFIRMATION_BUTTON("Confirm my address", "내 주소 확인하기"),
  INVITATION_SUBJECT("You are invited", "초대장이 도착했어요"),
  INVITATION_WHY(
      "You have been invited. Accept the invitation to come in.", "초대를 받으셨어요. 초대를 수락하고 들어오세요."),
  INVITATION_BUTTON("Accept the invitation", "초대 수락하기"),
  SIGN_IN_SUBJECT("Your sign-in link", "로그인 링크를 보내 드려요"),
  SIGN_IN_WHY("Use this link to sign in.", "아래 버튼을 누르면 로그인돼요."),
  SIGN_IN_BUTTON("Sign in", "로그인하기"),
  RECOVERY_SUBJECT("Set a new password", "비밀번호를 새로 정해 주세요"),
  RECOVERY_WHY(
      "Somebody asked for a new password for this address. If that was you, go on here.",
      "이 주소의 비밀번호를 새로 정하려는 요청이 들어왔어요. 직접 요청하셨다면 계속해 주세요."),
  RECOVERY_BUTTON("Set a new password", "비밀번호 새로 정하기"),
  NEW_ADDRESS_SUBJECT("Confirm your new email address", "새 이메일 주소를 확인해 주세요"),
  NEW_ADDRESS_WHY(
      "You asked to use this address from now on. Confirm that it is yours.",
      "앞으로 이 주소를 쓰겠다고 하셨어요. 본인 주소가 맞는지 확인해 주세요."),
  NEW_ADDRESS_BUTTON("Confirm my new address", "새 주소 확인하기"),
  OLD_ADDRESS_SUBJECT("Confirm the change of your email address", "이메일 주소 변경을 확인해 주세요"),
  OLD_ADDRESS_WHY(
      "Somebody signed in as you wants to use another address from now on. If that was you,"
          + " confirm the change.",
      "회원님의 계정에서 이메일 주소를 바꾸려고 해요. 직접 바꾸시는 거라면 변경을 확인해 주세요."),
  OLD_ADDRESS_BUTTON("Confirm the change", "주소 변경 확인하기"),
  REAUTHENTICATION_SUBJECT("Your code", "확인 코드를 보내 드려요"),
  REAUTHENTICATION_WHY("Enter this code to show that it is you.", "본인인지 확인하려면 아래 코드를 입력해 주세요."),
  OR_CODE("Or enter this code:", "또는 이 코드를 입력해 주세요:"),
  CODE("Your code:", "확인 코드:"),
  VALID("It works once, within %d minutes from now.", "지금부터 %d분 안에 한 번만 쓸 수 있어요."),
  NOT_YOU(
      "If it was not you, leave this mail alone: nothing happens then. Never tell the code to"
          + " anybody.",
      "직접 요청하지 않으셨다면 이 메일은 그냥 두세요. 아무 일도 일어나지 않아요. 코드는 누구에게도 알려 주지 마세요."),
  PLAIN_LINK("If the button does not work, open this address:", "버튼이 눌리지 않으면 이 주소를 열어 주세요:");

  private final String english;
  private final String korean;

  Words(String english, String korean) {
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
