package io.eventlive.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The walls of the house.
final class Walls {
  private static final String ROOT = "io.eventlive";
  private static final String COMMAND_LINE = "server";

  /// Which room may know which: the whole map. A new package begins with a line here.
  static final Map<String, Set<String>> MAY_DEPEND_ON =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("observation", Set.of()),
              Map.entry("folder", Set.of()),
              Map.entry("rehearsal", Set.of()),
              Map.entry("http", Set.of("observation")),
              Map.entry("database", Set.of("folder", "observation")),
              Map.entry("schema", Set.of("database", "observation")),
              Map.entry("changes", Set.of("database", "schema", "observation")),
              Map.entry("admission", Set.of("http", "database", "observation")),
              Map.entry("mail", Set.of("http", "observation")),
              Map.entry("auth", Set.of("http", "admission", "database", "mail", "observation")),
              Map.entry("answers", Set.of("changes", "database", "schema", "http", "observation")),
              Map.entry("registration", Set.of("database", "schema", "observation")),
              Map.entry(
                  "rest",
                  Set.of(
                      "http",
                      "auth",
                      "admission",
                      "database",
                      "schema",
                      "registration",
                      "answers",
                      "changes",
                      "observation")),
              Map.entry(
                  "webinar",
                  Set.of("http", "auth", "database", "schema", "changes", "observation")),
              Map.entry(
                  "console",
                  Set.of("http", "auth", "database", "schema", "mail", "webinar", "observation")),
              Map.entry(
                  "server",
                  Set.of(
                      "http",
                      "auth",
                      "admission",
                      "mail",
                      "database",
                      "schema",
                      "changes",
                      "registration",
                      "answers",
                      "rest",
                      "webinar",
                      "console",
                      "rehearsal",
                      "folder",
                      "observation"))));

  private Walls() {}

  static List<Wall> all() {
    List<Wall> walls = new ArrayList<>();
    MAY_DEPEND_ON.forEach((room, known) -> walls.add(roomKnowsOnly(room, known)));
    walls.add(stageKnowsOnlyEarlier("request", "plan", "query", "response"));
    walls.add(stageKnowsOnlyEarlier("plan", "query", "response"));
    walls.add(stageKnowsOnlyEarlier("query", "response"));
    walls.add(noCycles());
    walls.add(onlyTheDatabaseConnects());
    walls.add(requestsHoldNoConnection());
    walls.add(
        library(
            "Vert.x and Netty",
            Set.of("http", "rehearsal", "server"),
            "io.vertx.core.Vertx",
            "features answer with HttpAnswer; the doorway alone may know what carries it, so that"
                + " no feature can block or bind itself to the event loop",
            "io.vertx..",
            "io.netty.."));
    walls.add(
        library(
            "picocli",
            Set.of(COMMAND_LINE),
            "picocli.CommandLine",
            "commands are thin: parse options, call the feature, map the outcome to an exit code",
            "picocli.."));
    walls.add(
        library(
            "the token library",
            Set.of("auth", "server"),
            "com.nimbusds.jose.JOSEException",
            "`server` makes the keys of an installation and `auth` believes tokens; everybody else"
                + " asks `auth.Callers` who is calling",
            "com.nimbusds.."));
    walls.add(
        library(
            "the password library",
            Set.of("auth"),
            "org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder",
            "hashing is slow on purpose and has a bounded lane of its own",
            "org.springframework.security.."));
    walls.add(
        library(
            "the mail library",
            Set.of("mail"),
            "jakarta.mail.Message",
            "a letter is handed in and never waited for; how it travels is nobody else's business",
            "jakarta.mail..",
            "org.eclipse.angus.."));
    walls.add(
        library(
            "the metrics library",
            Set.of("observation"),
            "io.prometheus.metrics.model.registry.PrometheusRegistry",
            "features report what happened as an Observation; what becomes a metric is decided in"
                + " one switch",
            "io.prometheus.."));
    walls.add(
        library(
            "HdrHistogram",
            Set.of("rehearsal"),
            "org.HdrHistogram.Histogram",
            "a server's own numbers are metrics with fixed bounds; a rehearsal alone keeps whole"
                + " distributions",
            "org.HdrHistogram.."));
    walls.add(standardStreamsBelongToTheCommandLine());
    walls.add(timeComesFromAClock());
    walls.add(namesSayWhatAThingIs());
    walls.add(packagesAreNamedAfterWhatAnOperatorWouldSay());
    walls.add(classesAreFinalOrAbstract());
    return walls;
  }

  private static Wall roomKnowsOnly(String room, Set<String> known) {
    List<String> allowed = new ArrayList<>(known.stream().map(Walls::packages).toList());
    allowed.add(packages(room));
    String stranger =
        MAY_DEPEND_ON.keySet().stream()
            .filter(other -> !other.equals(room) && !known.contains(other))
            .findFirst()
            .orElse("");
    String strangersPackage = stranger.isEmpty() ? ROOT : ROOT + "." + stranger;
    return new Wall(
        room + " knows only " + (known.isEmpty() ? "itself" : String.join(", ", known)),
        classes()
            .that()
            .resideInAPackage(packages(room))
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackage(ROOT + "..")
                    .or(resideInAnyPackage(allowed.toArray(String[]::new))))
            .because(
                "the map of rooms is what lets a reader open one package and understand it: pass"
                    + " the value in, move the class to the room it is about, or let `server` wire"
                    + " the two together")
            .allowEmptyShould(true),
        List.of(
            "package " + strangersPackage + "; public final class Stranger {}",
            "package %s.%s; final class Visitor { Object seen = new %s.Stranger(); }"
                .formatted(ROOT, room, strangersPackage)));
  }

  private static Wall stageKnowsOnlyEarlier(String stage, String... later) {
    String[] laterPackages =
        Stream.of(later).map(each -> packages("rest." + each)).toArray(String[]::new);
    return new Wall(
        "rest." + stage + " knows no later stage of a request",
        noClasses()
            .that()
            .resideInAPackage(packages("rest." + stage))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(laterPackages)
            .because(
                "a request goes request, plan, query, response, and each stage can be read and"
                    + " tested without those behind it")
            .allowEmptyShould(true),
        List.of(
            "package io.eventlive.rest.response; public final class Later {}",
            "package io.eventlive.rest.%s; final class Earlier { io.eventlive.rest.response.Later ahead; }"
                .formatted(stage)));
  }

  private static Wall noCycles() {
    return new Wall(
        "no cycles between packages, at any depth",
        slices()
            .matching(ROOT + ".(**)")
            .should()
            .beFreeOfCycles()
            .because(
                "two packages that need each other are one package: merge them, or turn the"
                    + " smaller need round with an interface"),
        List.of(
            "package io.eventlive.rest.query; public final class Chicken { public"
                + " io.eventlive.rest.plan.Egg egg; }",
            "package io.eventlive.rest.plan; public final class Egg { public"
                + " io.eventlive.rest.query.Chicken hen; }"));
  }

  private static Wall onlyTheDatabaseConnects() {
    return library(
        "DriverManager, DataSource, Hikari, Flyway and the PostgreSQL driver",
        Set.of("database"),
        "java.sql.DriverManager",
        "a connection that is opened elsewhere has no limit, no timeout and nobody who closes it;"
            + " take work to `database.Workers` or to one of its pools",
        "javax.sql..",
        "com.zaxxer..",
        "org.flywaydb..",
        "org.postgresql..",
        "java.sql.DriverManager");
  }

  private static Wall requestsHoldNoConnection() {
    return new Wall(
        "what serves requests holds no java.sql.Connection",
        noClasses()
            .that()
            .resideInAnyPackage(
                packages("http"), packages("rest"), packages("registration"), packages("console"))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.Connection")
            .because(
                "role, claims and the one-Sync rule are put on at one place; a feature hands over a"
                    + " `database.Statement` and reads the rows"),
        List.of("package io.eventlive.rest; final class Leak { java.sql.Connection kept; }"));
  }

  private static Wall library(
      String name, Set<String> rooms, String sample, String because, String... libraryPackages) {
    List<String> names =
        List.of(libraryPackages).stream().filter(each -> !each.endsWith("..")).toList();
    String[] homes = rooms.stream().map(Walls::packages).toArray(String[]::new);
    return new Wall(
        "only " + String.join(" and ", rooms) + " may use " + name,
        noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackages(homes)
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(libraryPackages)
                    .or(describe("named", (JavaClass each) -> names.contains(each.getName()))))
            .because(because),
        List.of("package io.eventlive.webinar; final class Borrower { " + sample + " kept; }"));
  }

  private static Wall standardStreamsBelongToTheCommandLine() {
    return new Wall(
        "no System.out and System.err outside the command line",
        noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackage(packages(COMMAND_LINE))
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because(
                "standard output is data for a pipe and standard error is talk to a person;"
                    + " everything else is an Observation"),
        List.of(
            "package io.eventlive.rest; final class Printer { void print() {"
                + " System.out.println(1); } }"));
  }

  private static Wall timeComesFromAClock() {
    return new Wall(
        "no feature asks the machine what time it is",
        noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackage(packages("server"))
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(java.time.OffsetDateTime.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callConstructor(java.util.Date.class)
            .because(
                "a test must be able to move time; take a Clock through the constructor"
                    + " (System.nanoTime is fine for measuring how long something took)"),
        List.of(
            "package io.eventlive.webinar; final class Doorbell { Object now() { return"
                + " java.time.Instant.now(); } }"));
  }

  private static Wall namesSayWhatAThingIs() {
    return new Wall(
        "no class named Manager, Impl, Util, Utils, Helper, Helpers or Misc",
        noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .haveNameMatching(".*(Manager|Impl|Utils?|Helpers?|Misc)(\\$.*)?")
            .because(
                "such a name fits anything, so everything ends up in it; say what the class knows"
                    + " or what makes it different (`EmbeddedPostgres`, `Sizes`)"),
        List.of("package io.eventlive.rest; final class QueryHelper {}"));
  }

  private static Wall packagesAreNamedAfterWhatAnOperatorWouldSay() {
    return new Wall(
        "no package named util, common, impl, service, manager, dto, model, …",
        noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .resideInAnyPackage(
                "..util..",
                "..utils..",
                "..common..",
                "..impl..",
                "..internal..",
                "..service..",
                "..services..",
                "..manager..",
                "..dto..",
                "..model..",
                "..helper..",
                "..helpers..",
                "..misc..",
                "..core..")
            .because("packages are features: the folder listing is the first documentation"),
        List.of("package io.eventlive.rest.util; final class Anything {}"));
  }

  private static Wall classesAreFinalOrAbstract() {
    return new Wall(
        "classes are final or abstract",
        classes()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("inheritance is a promise; make it only where it is meant, and say to whom"),
        List.of("package io.eventlive.rest; class Open {}"));
  }

  private static String packages(String room) {
    return ROOT + "." + room + "..";
  }
}
