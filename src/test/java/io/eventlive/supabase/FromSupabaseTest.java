package io.eventlive.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What `docs/operations/from-supabase.md` tells an operator to ask a project, asked.
final class FromSupabaseTest {
  private static final TestDatabase PROJECT = TestDatabase.likeSupabase();

  @AfterAll
  static void close() {
    PROJECT.close();
  }

  /// The statements of the page's first block of SQL.
  private static List<String> questions() throws IOException {
    String page = Files.readString(Path.of("docs/operations/from-supabase.md"));
    String block =
        Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    List<String> statements = new ArrayList<>();
    for (String statement : Pattern.compile(";\\s*").split(block, -1)) {
      if (!statement.isBlank()) statements.add(statement);
    }
    return statements;
  }

  @Test
  void findsTheExtensionsThatTheApplicationUses() throws IOException {
    PROJECT.execute("create table public.tickets (id uuid default extensions.uuid_generate_v4())");

    assertThat(PROJECT.rows(questions().getFirst())).containsExactly("extensions|uuid-ossp");
  }

  @Test
  void findsTheTriggersThatCallSomethingOutside() throws IOException {
    assertThat(PROJECT.rows(questions().getLast())).isEmpty();
    PROJECT.execute(
        """
        create schema supabase_functions;
        create function supabase_functions.http_request() returns trigger
          language plpgsql as 'begin return new; end';
        create trigger question_webhook after insert on public.questions
          for each row execute function supabase_functions.http_request();
        """);

    assertThat(PROJECT.rows(questions().getLast()))
        .containsExactly("questions|question_webhook|supabase_functions.http_request");
  }
}
