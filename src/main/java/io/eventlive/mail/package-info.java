/// Mail that leaves the house: letters in English and Korean, and the two ways they go: through
/// SMTP, or into an outbox that the operator reads where no SMTP is set. May depend on `http` for
/// the languages, and on `observation`.
///
/// Start reading at [io.eventlive.mail.Mailer].
@NullMarked
package io.eventlive.mail;

import org.jspecify.annotations.NullMarked;
