package io.eventlive.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/// Why an attempt to send a letter came to nothing, without a word of the server's: servers like to
/// put the address into it.
///
/// @param reason of low cardinality, such as `rejected_550` or `unreachable`
/// @param passing whether the same letter may go out later
record Trouble(String reason, boolean passing) {
  static final Trouble TOO_SLOW = new Trouble("too_slow", true);

  static Trouble of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      int code = replyCode(cause);
      if (code >= 400 && code < 600) return new Trouble("rejected_" + code, code < 500);
    }
    return switch (failure) {
      case AuthenticationFailedException _ -> new Trouble("not_authenticated", true);
      case AddressException _ -> new Trouble("bad_address", false);
      case SendFailedException _ -> new Trouble("rejected", false);
      case MessagingException _ -> new Trouble("unreachable", true);
      case Throwable _ -> new Trouble("failed", true);
    };
  }

  private static int replyCode(Throwable failure) {
    return switch (failure) {
      case SMTPAddressFailedException refused -> refused.getReturnCode();
      case SMTPSenderFailedException refused -> refused.getReturnCode();
      case SMTPSendFailedException refused -> refused.getReturnCode();
      case Throwable _ -> 0;
    };
  }

  private static @Nullable Throwable next(Throwable failure) {
    return failure instanceof MessagingException chained ? chained.getNextException() : null;
  }
}
