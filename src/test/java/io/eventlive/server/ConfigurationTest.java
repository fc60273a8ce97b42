package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.server.Configuration.DatabaseChoice;
import io.eventlive.server.Configuration.Schema;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @Test
  void servesTheEmbeddedDatabaseOnTheLoopbackByDefault() throws CannotStart {
    Configuration configuration = Configuration.of(Settings.of(Map.of()));

    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                "127.0.0.1",
                8080,
                Optional.empty(),
                Path.of(".eventlive").toAbsolutePath(),
                false,
                Optional.empty(),
                new DatabaseChoice.Embedded(),
                Duration.ofSeconds(10)));
  }

  @Test
  void readsEverySettingFromTheEnvironment() throws CannotStart {
    Configuration configuration =
        Configuration.of(
            Settings.of(
                Map.of(
                    "EVENTLIVE_HOST", "0.0.0.0",
                    "EVENTLIVE_PORT", "0",
                    "EVENTLIVE_PUBLIC_URL", "https://live.example.com/",
                    "EVENTLIVE_DATA", "/srv/eventlive",
                    "EVENTLIVE_DEMO", "yes",
                    "EVENTLIVE_READY_FILE", "/run/ready.json",
                    "EVENTLIVE_DATABASE", "postgresql://db.example.com/app",
                    "EVENTLIVE_SCHEMA", "existing",
                    "EVENTLIVE_MANAGE_PUBLICATION", "true",
                    "EVENTLIVE_DRAIN", "3s")));

    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                "0.0.0.0",
                0,
                Optional.of(URI.create("https://live.example.com")),
                Path.of("/srv/eventlive"),
                true,
                Optional.of(Path.of("/run/ready.json")),
                new DatabaseChoice.Foreign(
                    "postgresql://db.example.com/app", Optional.of(Schema.EXISTING), true),
                Duration.ofSeconds(3)));
  }

  @Test
  void aPublicationIsOnlyManagedInANamedDatabase() throws CannotStart {
    Settings settings =
        Settings.of(Map.of()).with(Setting.MANAGE_PUBLICATION, "--manage-publication", true);

    assertThatThrownBy(() -> Configuration.of(settings))
        .hasMessage(
            "--manage-publication is about a database of your own: name it with --database.");
  }

  @Test
  void theEmbeddedDatabaseHasNoExistingSchema() throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_SCHEMA", "existing"));

    assertThatThrownBy(() -> Configuration.of(settings))
        .hasMessage("EVENTLIVE_SCHEMA is about a database of your own: name it with --database.");
  }

  @ParameterizedTest
  @CsvSource({
    "EVENTLIVE_SCHEMA, mine, eventlive or existing",
    "EVENTLIVE_DEMO, perhaps, true or false",
    "EVENTLIVE_PUBLIC_URL, live.example.com, an address such as https://live.example.com",
    "EVENTLIVE_PUBLIC_URL, ftp://live.example.com, an address such as https://live.example.com"
  })
  void anUnusableValueIsRefusedByName(String variable, String value, String expected)
      throws CannotStart {
    Settings settings = Settings.of(Map.of(variable, value));

    assertThatThrownBy(() -> Configuration.of(settings))
        .hasMessage("%s is \"%s\", but must be %s.".formatted(variable, value, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8080",
    "0.0.0.0, http://127.0.0.1:8080",
    "::, http://[::1]:8080",
    "::1, http://[::1]:8080",
    "live.example.com, http://live.example.com:8080"
  })
  void namesTheAddressByWhichAServerIsReached(String host, String url) {
    assertThat(Configuration.url(host, 8080)).isEqualTo(url);
  }

  @Test
  void neverPrintsTheUrlOfADatabase() {
    DatabaseChoice choice =
        new DatabaseChoice.Foreign("postgresql://a:hush@b/c", Optional.empty(), false);

    assertThat(choice.toString()).doesNotContain("hush");
  }
}
