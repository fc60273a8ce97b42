package io.eventlive.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles sources given as text against the test class path and imports the result.
final class PlantedClasses {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

  /// Shared, because opening every jar of the class path anew costs more than compiling.
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, null, null);

  private PlantedClasses() {}

  static JavaClasses compile(List<String> sources, Path directory) {
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach(source -> files.add(new SourceText(source)));
    StringWriter complaints = new StringWriter();
    boolean compiled =
        COMPILER
            .getTask(
                complaints,
                FILES,
                null,
                List.of("-proc:none", "-d", directory.toString()),
                null,
                files)
            .call();
    if (!compiled) throw new IllegalArgumentException(complaints.toString());
    return new ClassFileImporter().importPath(directory);
  }

  private static final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(String text) {
      super(URI.create("string:///" + path(text)), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    private static String path(String text) {
      return first(PACKAGE, text).replace('.', '/') + "/" + first(TYPE, text) + ".java";
    }

    private static String first(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      if (!matcher.find()) throw new IllegalArgumentException("no " + pattern + " in: " + text);
      return matcher.group(1);
    }
  }
}
