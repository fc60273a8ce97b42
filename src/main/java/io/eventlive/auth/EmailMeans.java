package io.eventlive.auth;

import io.eventlive.mail.LetterWriter;
import io.eventlive.mail.Mailer;
import java.util.function.Supplier;

/// What signing in by mail works with.
///
/// @param site where links lead by default, without a slash at the end
public record EmailMeans(
    EmailConfig config, Mailer mailer, LetterWriter writer, Supplier<String> site) {}
