package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibpqUrlTest {
  @Test
  void readsWhatPsqlReads() throws Exception {
    LibpqUrl url =
        LibpqUrl.parse(
            "postgresql://some%40one:p%3Aw%2F+@db.example.com:6543/event%20live?sslmode=require&connect_timeout=7");

    assertThat(url.user()).isEqualTo("some@one");
    assertThat(url.password()).isEqualTo("p:w/+");
    assertThat(url.address())
        .isEqualTo(
            new Address(
                "db.example.com",
                6543,
                "event live",
                Map.of("sslmode", "require", "connectTimeout", "7")));
    assertThat(url.address().jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example.com:6543/event+live");
  }

  @Test
  void fillsInWhatLibpqFillsIn() throws Exception {
    LibpqUrl url = LibpqUrl.parse("postgres://postgres@[::1]");

    assertThat(url.address()).isEqualTo(new Address("::1", 5432, "postgres", Map.of()));
    assertThat(url.password()).isEmpty();
    assertThat(url.address().jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5432/postgres");
  }

  @Test
  void writesWhatItReads() throws Exception {
    Address address = new Address("127.0.0.1", 5433, "event live", Map.of());

    LibpqUrl again = LibpqUrl.parse(LibpqUrl.text(address, "some@one", "p:w/+ %"));

    assertThat(again).isEqualTo(new LibpqUrl(address, "some@one", "p:w/+ %"));
  }

  @Test
  void neverShowsThePassword() throws Exception {
    LibpqUrl url = LibpqUrl.parse("postgresql://someone:geheim@localhost/db");

    assertThat(url.toString()).doesNotContain("geheim").contains("someone@localhost:5432/db");
    assertThat(new Login(url.address(), url.user(), url.password()).toString())
        .doesNotContain("geheim");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://a:geheim@host/db | does not begin with postgresql://",
        "host=localhost user=a | cannot be read",
        "postgresql://a:geheim@one,two/db | no host, or more than one",
        "postgresql://host/db | names no user",
        "postgresql://a:geheim@host/db?sslmod=require | the option sslmod is not known",
        "postgresql://a:geheim@host/db?sslmode=maybe | sslmode may not be maybe",
        "postgresql://a:geheim@host/db?sslmode=require&sslmode=disable | twice",
        "postgresql://a:geheim%@host/db | cannot be read",
      })
  void refusesWithOneSentence(String url, String because) {
    assertThatThrownBy(() -> LibpqUrl.parse(url))
        .isInstanceOfSatisfying(
            NoDatabase.class, e -> assertThat(e.kind()).isEqualTo(NoDatabase.Kind.BAD_INPUT))
        .hasMessageContaining(because)
        .hasMessageContaining("It looks like postgresql://")
        .hasMessageNotContaining("geheim");
  }
}
