package io.eventlive.rest.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Statement;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.OrderTerm.Direction;
import io.eventlive.rest.request.OrderTerm.Nulls;
import io.eventlive.schema.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SqlPrinterTest {
  private static final QualifiedName TABLE = new QualifiedName("public", "webinars");
  private static final TypeName UUID = TypeName.builtIn("uuid");

  @Test
  void quotesNamesAndBindsValues() {
    Select page =
        Select.of(
                List.of(new Output(new Expression.ColumnOf("t1", "title"), "my \"title\"")),
                new From.Table(TABLE, "t1"))
            .where(
                new Expression.Binary(
                    new Expression.ColumnOf("t1", "id"), Infix.EQUAL, new Value("x' or 1=1", UUID)))
            .orderBy(
                List.of(
                    new Select.Sort(
                        new Expression.ColumnOf("t1", "id"), Direction.DESCENDING, Nulls.LAST)))
            .window(new Value("5", TypeName.builtIn("int8")), null);
    Statement statement =
        SqlPrinter.print(new Query(List.of(new Query.Step("page", page)), result("page")));

    assertThat(statement.sql())
        .isEqualTo(
            "with \"page\" as (select \"t1\".\"title\" as \"my \"\"title\"\"\" from"
                + " \"public\".\"webinars\" as \"t1\" where (\"t1\".\"id\" = cast(? as"
                + " \"pg_catalog\".\"uuid\")) order by \"t1\".\"id\" desc nulls last limit cast(?"
                + " as \"pg_catalog\".\"int8\")) select 1 as \"one\", "
                + RequestConnection.WITNESS
                + " from \"page\" as \"page\"");
    assertThat(statement.parameters()).containsExactly("x' or 1=1", "5");
  }

  @Test
  void refusesNamesThatPostgresqlCannotHave() {
    for (String name : List.of("", "a\0b")) {
      Select select =
          Select.of(List.of(new Output(Constant.ONE, name)), new From.Table(TABLE, "t"));

      assertThatThrownBy(() -> SqlPrinter.print(new Query(List.of(), select)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @RepeatedTest(500)
  void bindsEveryValueOfEveryTreeAndQuotesEveryName(RepetitionInfo repetition) {
    long seed = 20260206L * repetition.getCurrentRepetition();
    RandomTrees trees = new RandomTrees(seed);

    Statement statement = SqlPrinter.print(trees.query());

    String bare = SqlText.withoutIdentifiers(statement.sql());
    assertThat(bare).as("seed %d: %s", seed, statement.sql()).doesNotContain(RandomTrees.MARK);
    assertThat(bare).as("seed %d: no statement ends early", seed).doesNotContain(";", "--", "/*");
    assertThat(SqlText.placeholders(bare)).as("seed %d", seed).isEqualTo(trees.values());
    assertThat(statement.parameters()).as("seed %d", seed).hasSize(trees.values());
    assertThat(statement.parameters()).as("seed %d", seed).allMatch(RandomTrees::isMarked);
  }

  private static Select result(String step) {
    return Select.of(List.of(new Output(Constant.ONE, "one")), new From.CommonTable(step, step));
  }
}
