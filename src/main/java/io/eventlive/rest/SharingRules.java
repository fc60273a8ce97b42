package io.eventlive.rest;

import static java.util.stream.Collectors.joining;

import io.eventlive.answers.Membership;
import io.eventlive.answers.Private;
import io.eventlive.answers.ReadSet;
import io.eventlive.answers.ReadSet.TableRead;
import io.eventlive.answers.Visibility;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.query.SqlForPlan;
import io.eventlive.rest.request.Action;
import io.eventlive.rest.request.Media;
import io.eventlive.schema.Grounds;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who may share: an allow-list. What is not known to depend on nothing but rows, filters and what
/// policies ask of the caller is private, with a reason.
///
/// @param fed whether a change feed tells what ends an answer; without one, answers end by age, and
///   nobody's standing is known to hold
record SharingRules(boolean fed) {
  private static final int SURROGATES_MOST = 20;

  /// Works out what is not worth the trouble on every request: it is remembered with the request.
  Sharing of(Prepared prepared, String role) {
    try {
      return shared(prepared, role);
    } catch (Unshareable reason) {
      return new Sharing.Alone(reason.why());
    }
  }

  private Sharing shared(Prepared prepared, String role) throws Unshareable {
    if (!(prepared.plan() instanceof Plan.Read read)) {
      throw new Unshareable(new Private.NotARead("a call or a change"));
    }
    if (prepared.before() != null) throw new Unshareable(new Private.PreRequest());
    Map<String, String> ofRole = prepared.catalogue().roleSettings().getOrDefault(role, Map.of());
    if (ofRole.containsKey("default_transaction_isolation")) {
      throw Unshareable.unfit("the role's isolation level");
    }
    if (read.estimate() != null) throw Unshareable.unfit("a count by the planner");
    if (!isPlain(read.form().media())) throw Unshareable.unfit("the form of the answer");

    List<LevelReads.Level> levels = LevelReads.of(read.rows(), prepared.catalogue());
    Set<QualifiedName> tables = new LinkedHashSet<>();
    Set<String> claims = new TreeSet<>();
    Set<String> functions = new TreeSet<>();
    List<String> proofs = new ArrayList<>();
    List<TableRead> reads = new ArrayList<>();
    Optional<String> webinar = Optional.empty();
    for (LevelReads.Level level : levels) {
      Table table = level.table();
      requireTold(table, prepared.catalogue().grounds());
      Visibility.Understood visible = visible(table, role, prepared);
      if (tables.add(table.name())) proofs.add(visible.proof());
      claims.addAll(visible.claims());
      functions.addAll(visible.functions());
      for (String column : visible.memberColumns()) {
        webinar = Optional.of(oneWebinar(level, column, webinar));
      }
      reads.add(TableRead.where(table.name(), level.bound()));
    }
    if (webinar.isPresent()) {
      if (!fed) throw new Unshareable(new Private.FeedSilent());
      for (QualifiedName each : Membership.tables()) {
        if (prepared.catalogue().grounds().told(each).isEmpty()) {
          throw new Unshareable(new Private.NotTold(each.name()));
        }
      }
    }
    List<String> marks = List.copyOf(functions);
    return new Sharing.Shared(
        question(prepared, read),
        new ReadSet(reads),
        claims,
        webinar,
        SqlForPlan.shared(read, List.copyOf(tables), marks, webinar.orElse(null)),
        String.join("&", proofs),
        String.join(",", marks),
        tables,
        surrogates(levels.getFirst(), tables));
  }

  private static Sharing.Question question(Prepared prepared, Plan.Read read) {
    boolean headersOnly =
        prepared.request().action() instanceof Action.Read(_, boolean only) && only;
    return new Sharing.Question(
        read.rows().source(),
        prepared.request().query().canonical(),
        headersOnly,
        prepared.request().window(),
        prepared.request().preferences(),
        read.form().media(),
        Optional.ofNullable(prepared.profile()),
        prepared.catalogue().epoch());
  }

  private static boolean isPlain(Media media) {
    return switch (media) {
      case Media.Json _, Media.Csv _ -> true;
      case Media.GeoJson _, Media.Made _, Media.Explained _ -> false;
    };
  }

  private void requireTold(Table table, Grounds grounds) throws Unshareable {
    boolean ordinary =
        switch (table.kind()) {
          case TABLE, PARTITIONED_TABLE -> true;
          case VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> false;
        };
    if (!ordinary || (fed && grounds.told(table.name()).isEmpty())) {
      throw new Unshareable(new Private.NotTold(table.name().name()));
    }
  }

  private static Visibility.Understood visible(Table table, String role, Prepared prepared)
      throws Unshareable {
    return switch (Visibility.of(table, role, prepared.catalogue())) {
      case Visibility.Understood understood -> understood;
      case Visibility.Unknown(Private why) -> throw new Unshareable(why);
    };
  }

  private static String oneWebinar(LevelReads.Level level, String column, Optional<String> before)
      throws Unshareable {
    Set<String> values = level.bound().getOrDefault(column, Set.of());
    boolean one = values.size() == 1 && before.map(values::contains).orElse(true);
    if (!one) throw new Unshareable(new Private.NoOneWebinar(level.table().name().name()));
    return values.iterator().next();
  }

  /// The tables, and of the first one the rows that were asked for by key.
  private static String surrogates(LevelReads.Level first, Set<QualifiedName> tables) {
    String names = tables.stream().map(table -> "t:" + word(table.name())).collect(joining(" "));
    List<String> key = first.table().primaryKey();
    if (key.size() != 1) return names;
    Set<String> rows = first.bound().getOrDefault(key.getFirst(), Set.of());
    if (rows.isEmpty() || rows.size() > SURROGATES_MOST) return names;
    String table = word(first.table().name().name());
    return names
        + rows.stream().sorted().map(row -> " r:" + table + ":" + word(row)).collect(joining());
  }

  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  /// Why a request is private; for the way out of the rules.
  static final class Unshareable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Private why;

    Unshareable(Private why) {
      super(why.word(), null, false, false);
      this.why = why;
    }

    static Unshareable unfit(String part) {
      return new Unshareable(new Private.Unfit(part));
    }

    Private why() {
      return why;
    }
  }

  /// For levels: whether a plan's contents are fit to be shared.
  static void requireFit(ReadPlan level) throws Unshareable {
    FitContent.require(level);
  }
}
