package io.eventlive.server;

import io.eventlive.admission.AdmissionConfig;
import io.eventlive.database.DatabaseConfig;
import io.eventlive.http.HttpConfig;
import io.eventlive.observation.LogConfig;
import io.eventlive.rest.RestConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that can be set about a server, checked.
///
/// @param publicUrl the address by which clients reach the server, where it is not its own
/// @param dataFolder absolute
/// @param readyFile absolute
/// @param exposedSchemas under `/rest/v1`, unless the database says otherwise
/// @param preConfiguration the function that sets rules of the dialect; empty for none
/// @param idempotentTables tables on which a repeated insert is no error
/// @param drain how long a stop waits for requests that were accepted before it
public record Configuration(
    @Nullable String publicUrl,
    Path dataFolder,
    boolean demo,
    @Nullable Path readyFile,
    Duration drain,
    BroughtKeys brought,
    LogConfig log,
    HttpConfig http,
    DatabaseConfig database,
    FeedSettings feed,
    AdmissionConfig admission,
    SignInSettings signIn,
    EmailSettings email,
    List<String> exposedSchemas,
    String preConfiguration,
    RestConfig rest,
    SharingSettings sharing,
    List<String> idempotentTables) {

  private static final String LOG_TO_STANDARD_ERROR = "stderr";

  /// Reads an environment.
  ///
  /// @throws CannotStart where it holds what cannot be used, or what nothing reads
  public static Configuration of(Map<String, String> environment) throws CannotStart {
    return of(Settings.of(environment));
  }

  static Configuration of(Settings settings) throws CannotStart {
    Path dataFolder = dataFolder(settings);
    return new Configuration(
        publicUrl(settings),
        dataFolder,
        settings.flag(Setting.DEMO),
        path(settings, Setting.READY_FILE),
        settings.duration(Setting.DRAIN, Duration.ZERO, Duration.ofMinutes(10)),
        BroughtKeys.of(settings),
        log(settings, dataFolder),
        HttpSettings.of(settings),
        DatabaseSettings.of(settings, dataFolder),
        FeedSettings.of(settings),
        AdmissionSettings.of(settings),
        SignInSettings.of(settings),
        EmailSettings.of(settings),
        RestSettings.exposedSchemas(settings),
        settings.text(Setting.PRE_CONFIG),
        RestSettings.of(settings),
        SharingSettings.of(settings),
        RestSettings.idempotentTables(settings));
  }

  static Path dataFolder(Settings settings) {
    return Path.of(settings.text(Setting.DATA)).toAbsolutePath().normalize();
  }

  /// Where a server with these settings would be reached.
  static String expectedUrl(Settings settings) throws CannotStart {
    String publicUrl = publicUrl(settings);
    if (publicUrl != null) return publicUrl;
    int port = settings.number(Setting.PORT, 0, HttpSettings.HIGHEST_PORT);
    return new ListenAddress(settings.text(Setting.HOST), port).url();
  }

  private static @Nullable String publicUrl(Settings settings) throws CannotStart {
    String text = settings.text(Setting.PUBLIC_URL).replaceFirst("/+$", "");
    if (text.isEmpty()) return null;
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null) return url.toString();
    } catch (IllegalArgumentException _) {
      // said below, together with other addresses that are none of ours
    }
    throw settings.unusable(Setting.PUBLIC_URL, "an address such as https://live.example.com");
  }

  private static LogConfig log(Settings settings, Path dataFolder) {
    if (settings.text(Setting.LOG).equals(LOG_TO_STANDARD_ERROR)) return LogConfig.standardError();
    Path file = path(settings, Setting.LOG);
    return LogConfig.file(file == null ? dataFolder.resolve("log/eventlive.log") : file);
  }

  static @Nullable Path path(Settings settings, Setting setting) {
    String text = settings.text(setting);
    return text.isEmpty() ? null : Path.of(text).toAbsolutePath();
  }
}
