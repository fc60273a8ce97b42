package io.eventlive.answers;

import io.eventlive.answers.ReadSet.TableRead;
import io.eventlive.schema.Grounds;
import io.eventlive.schema.Grounds.Source;
import io.eventlive.schema.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The one function by which EventLive's policies ask what the caller is to a webinar, declared: of
/// which functions it is made, and from which rows it answers. Believed only while every one of
/// these functions is what it was when this was written down; a test compares them with the
/// migrations, so that who changes one has to look here.
public final class Membership {
  /// What may be asked for. Each is asked for itself: who runs a webinar need not be registered.
  static final Set<String> STANDINGS = Set.of("attendee", "host");

  /// Digests of the bodies.
  private static final Map<String, String> BODIES =
      Map.of(
          "eventlive.webinars_as(text)", "7222d8fdc54454d4e112228ecb307d73",
          "eventlive.clients_run_by_me()", "11aa9993916821a7053579f626d3280f",
          "eventlive.hosts(text)", "326a68727d7b31604c62f38c4e78a1e9");

  /// Policies that are there for rows being inserted, which no snapshot holds yet. To a row that a
  /// snapshot holds each of them adds nothing to another policy of its table, because of what the
  /// membership function says.
  ///
  /// @param condition of the policy
  /// @param saidBy the condition of the other one
  record Implied(QualifiedName table, String condition, String saidBy) {}

  private static final List<Implied> IMPLIED =
      List.of(
          new Implied(
              table("webinars"),
              "(client_id IN ( SELECT eventlive.clients_run_by_me() AS clients_run_by_me))",
              "(id IN ( SELECT eventlive.webinars_as('host'::text) AS webinars_as))"),
          new Implied(
              table("registrations"),
              "(user_id = ( SELECT auth.uid() AS uid))",
              "(webinar_id IN ( SELECT eventlive.webinars_as('attendee'::text) AS webinars_as))"));

  private Membership() {}

  private static QualifiedName table(String name) {
    return new QualifiedName("public", name);
  }

  /// What changes with any of its functions; empty where one of them is another one than declared.
  static Optional<Map<String, String>> marks(Grounds grounds) {
    Map<String, String> marks = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : BODIES.entrySet()) {
      Optional<Source> source = grounds.function(each.getKey());
      if (source.isEmpty() || !digest(source.get().body()).equals(each.getValue())) {
        return Optional.empty();
      }
      marks.put(each.getKey(), source.get().mark());
    }
    return Optional.of(marks);
  }

  /// Whether a policy adds nothing to the others, and its text is all of it.
  static boolean isImplied(QualifiedName table, String condition, Set<String> others) {
    return IMPLIED.stream()
        .anyMatch(each ->
            each.table().equals(table)
                && each.condition().equals(condition)
                && others.contains(each.saidBy()));
  }

  /// From what the standing of one person in one webinar is read: the registration; whose webinar
  /// it is; and which clients and agencies the person works for.
  public static ReadSet reads(String person, String webinar) {
    return new ReadSet(
        List.of(
            TableRead.where(
                table("registrations"),
                Map.of("webinar_id", Set.of(webinar), "user_id", Set.of(person))),
            new TableRead(
                table("webinars"), Map.of("id", Set.of(webinar)), Set.of("id", "client_id")),
            TableRead.where(table("client_members"), Map.of("user_id", Set.of(person))),
            TableRead.where(table("agency_members"), Map.of("user_id", Set.of(person))),
            new TableRead(table("clients"), Map.of(), Set.of("id", "agency_id"))));
  }

  /// The tables of [#reads].
  public static List<QualifiedName> tables() {
    return List.of(
        table("registrations"),
        table("webinars"),
        table("client_members"),
        table("agency_members"),
        table("clients"));
  }

  static String digest(String body) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
