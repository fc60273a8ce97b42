package io.eventlive.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A report as blocks of text, written as Markdown or as one HTML page that needs nothing else.
final class Page {
  private sealed interface Block {
    record Heading(int level, String text) implements Block {}

    record Paragraph(String text) implements Block {}

    /// @param rows the first is the head; from the second column on numbers stand to the right
    record Table(List<List<String>> rows) implements Block {}
  }

  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { border-bottom: 1px solid #ccc; padding: .25rem .75rem; text-align: right; }
      th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; }
      @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
      """;

  private final String language;
  private final List<Block> blocks = new ArrayList<>();

  /// @param language of the text, as HTML names it
  Page(String language) {
    this.language = language;
  }

  Page heading(int level, String text) {
    blocks.add(new Block.Heading(level, text));
    return this;
  }

  Page paragraph(String text) {
    blocks.add(new Block.Paragraph(text));
    return this;
  }

  Page table(List<List<String>> rows) {
    blocks.add(new Block.Table(rows));
    return this;
  }

  String markdown() {
    return blocks.stream().map(Page::markdown).collect(Collectors.joining("\n\n")) + "\n";
  }

  private static String markdown(Block block) {
    return switch (block) {
      case Block.Heading(int level, String text) -> "#".repeat(level) + " " + text;
      case Block.Paragraph(String text) -> text;
      case Block.Table(List<List<String>> rows) -> {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
          lines.add("| " + String.join(" | ", row.stream().map(Page::cell).toList()) + " |");
        }
        lines.add(1, "|---" + "|--:".repeat(rows.getFirst().size() - 1) + "|");
        yield String.join("\n", lines);
      }
    };
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /// The pages one below the other, each in its language.
  static String html(String title, List<Page> pages) {
    String body =
        pages.stream()
            .map(page ->
                "<section lang=\"%s\">\n%s\n</section>".formatted(page.language, page.html()))
            .collect(Collectors.joining("\n"));
    return """
    <!doctype html>
    <html lang="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    %s
    </body>
    </html>
    """
        .formatted(pages.getFirst().language, escaped(title), STYLE, body);
  }

  private String html() {
    return blocks.stream().map(Page::html).collect(Collectors.joining("\n"));
  }

  private static String html(Block block) {
    return switch (block) {
      case Block.Heading(int level, String text) ->
          "<h%d>%s</h%d>".formatted(level, escaped(text), level);
      case Block.Paragraph(String text) -> "<p>" + escaped(text) + "</p>";
      case Block.Table(List<List<String>> rows) -> {
        StringBuilder table = new StringBuilder("<table>\n<thead>");
        for (int i = 0; i < rows.size(); i++) {
          String tag = i == 0 ? "th" : "td";
          table.append("<tr>");
          for (String text : rows.get(i)) {
            table.append("<%s>%s</%s>".formatted(tag, escaped(text), tag));
          }
          table.append(i == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n");
        }
        yield table.append("</tbody>\n</table>").toString();
      }
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
