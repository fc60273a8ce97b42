package io.eventlive.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files of this checkout: what is written by hand, without what a build or a run left behind.
final class Repository {
  private static final Set<String> MADE_BY_MACHINES =
      Set.of("target", "node_modules", ".git", ".idea", ".vscode", ".eventlive");
  private static final Set<String> TEXT_ENDINGS =
      Set.of(
          "java",
          "sql",
          "md",
          "xml",
          "js",
          "mjs",
          "json",
          "html",
          "css",
          "sh",
          "config",
          "txt",
          "properties",
          "http",
          "yml",
          "yaml");

  private Repository() {}

  /// One hand-written file.
  ///
  /// @param path relative to the root, with `/`
  record TextFile(String path, String text) {
    List<String> lines() {
      return text.lines().toList();
    }
  }

  static Path root() {
    Path root = Path.of("").toAbsolutePath();
    if (!Files.exists(root.resolve("pom.xml"))) {
      throw new IllegalStateException("tests run in the folder of pom.xml, not in " + root);
    }
    return root;
  }

  static boolean has(String path) {
    return Files.exists(root().resolve(path));
  }

  static String text(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<TextFile> textFiles() {
    return files().stream()
        .filter(Repository::isText)
        .map(path -> new TextFile(path, text(path)))
        .toList();
  }

  /// Every file, text or not, as paths relative to the root.
  static List<String> files() {
    List<String> found = new ArrayList<>();
    Path root = root();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return MADE_BY_MACHINES.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              found.add(root.relativize(file).toString().replace('\\', '/'));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().filter(path -> !path.equals(".git")).sorted().toList();
  }

  private static boolean isText(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0 || TEXT_ENDINGS.contains(name.substring(dot + 1));
  }
}
