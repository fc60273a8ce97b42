package io.eventlive.house;

import io.eventlive.house.Repository.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What documents claim, as sets that can be compared with what is there.
final class Documents {
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| *`?([^`|]+?)`? *\\|");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```\\s*$");
  private static final Pattern CLASS_NAME = Pattern.compile("([a-z]+\\.)*[A-Z]\\w*(\\.[A-Z]\\w*)*");
  private static final Pattern FILE_NAME =
      Pattern.compile("\\.?[\\w./-]*/[\\w./-]*|[\\w-]+\\.\\w+");

  private Documents() {}

  /// Relative links that lead nowhere, as `file: link`.
  static List<String> deadLinks(List<TextFile> pages, Predicate<String> exists) {
    List<String> dead = new ArrayList<>();
    for (TextFile page : pages) {
      for (MatchResult match : all(LINK, FENCE.matcher(page.text()).replaceAll(""))) {
        String link = match.group(1);
        if (link.startsWith("http:") || link.startsWith("https:")) continue;
        if (!leadsSomewhere(page, link, pages, exists)) dead.add(page.path() + ": " + link);
      }
    }
    return dead;
  }

  private static boolean leadsSomewhere(
      TextFile page, String link, List<TextFile> pages, Predicate<String> exists) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    String target = file.isEmpty() ? page.path() : resolve(page.path(), file);
    if (!exists.test(target)) return false;
    if (hash < 0) return true;
    return pages.stream()
        .filter(other -> other.path().equals(target))
        .anyMatch(other -> anchors(other.text()).contains(link.substring(hash + 1)));
  }

  private static String resolve(String page, String link) {
    Path target = Path.of("/" + page).resolveSibling(link).normalize();
    return Path.of("/").relativize(target).toString().replace('\\', '/');
  }

  private static Set<String> anchors(String text) {
    return all(HEADING, text).stream()
        .map(match -> match.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /// The first cells of a page's table rows, without headings, rulers and empty cells.
  static Set<String> firstCells(String page) {
    return all(FIRST_CELL, page).stream()
        .map(match -> match.group(1).strip())
        .filter(cell -> !cell.isEmpty() && !cell.matches("[-: ]+"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The direct dependencies of a POM as `group:artifact`.
  static Set<String> dependencies(String pom) {
    Set<String> found = new TreeSet<>();
    NodeList nodes = parse(pom).getElementsByTagName("dependency");
    for (int i = 0; i < nodes.getLength(); i++) {
      if (!(nodes.item(i) instanceof Element dependency)) continue;
      boolean managed =
          dependency.getParentNode().getParentNode() instanceof Element parent
              && parent.getTagName().equals("dependencyManagement");
      if (managed) continue;
      found.add(child(dependency, "groupId") + ":" + child(dependency, "artifactId"));
    }
    return found;
  }

  private static String child(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent().strip();
  }

  private static Document parse(String xml) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new org.xml.sax.InputSource(new java.io.StringReader(xml)));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Names in backticks that look like a class, a package, a file or a folder, and that nothing in
  /// the house has.
  static List<String> namesOfNothing(String page, House house) {
    return all(CODE, FENCE.matcher(page).replaceAll("")).stream()
        .map(match -> match.group(1))
        .distinct()
        .filter(name -> !house.knows(name))
        .toList();
  }

  /// Packages that a page does not name in backticks.
  static List<String> packagesNotNamed(String page, House house) {
    return house.packages().stream().filter(each -> !page.contains("`" + each + "`")).toList();
  }

  /// What can be named: simple class names, packages below the root, files and folders.
  record House(Set<String> classes, Set<String> packages, Set<String> paths) {

    static House of(List<String> files, String sources, String root) {
      Set<String> classes = new TreeSet<>();
      Set<String> packages = new TreeSet<>();
      Set<String> paths = new TreeSet<>(files);
      String base = sources + root.replace('.', '/') + "/";
      for (String file : files) {
        for (Path folder = Path.of(file).getParent(); folder != null; folder = folder.getParent()) {
          paths.add(folder.toString().replace('\\', '/'));
        }
        if (!file.endsWith(".java")) continue;
        classes.add(file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()));
        int end = file.lastIndexOf('/');
        if (file.startsWith(base) && end >= base.length()) {
          packages.add(file.substring(base.length(), end).replace('/', '.'));
        }
      }
      return new House(classes, packages, paths);
    }

    /// Whether a name exists; a name that looks like nothing of ours (a route, a word of SQL) is
    /// none of our business.
    boolean knows(String name) {
      if (CLASS_NAME.matcher(name).matches()) return knowsClass(name);
      String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
      boolean looksLikeFile =
          FILE_NAME.matcher(name).matches() && !name.startsWith("/") && !name.contains("//");
      if (!looksLikeFile) return true;
      String plain = path.startsWith("./") ? path.substring(2) : path;
      return paths.contains(plain)
          || packages.contains(plain)
          || paths.stream().anyMatch(each -> each.endsWith("/" + plain));
    }

    private boolean knowsClass(String name) {
      String[] parts = name.split("\\.");
      List<String> types =
          Stream.of(parts).filter(part -> Character.isUpperCase(part.charAt(0))).toList();
      String packageName =
          Stream.of(parts)
              .filter(part -> Character.isLowerCase(part.charAt(0)))
              .collect(Collectors.joining("."));
      return classes.contains(types.getFirst())
          && (packageName.isEmpty() || packages.contains(packageName));
    }
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
