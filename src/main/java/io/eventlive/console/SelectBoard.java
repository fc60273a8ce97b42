package io.eventlive.console;

import io.eventlive.console.Board.State;
import io.eventlive.console.Board.Webinar;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the board in one statement, under whatever role the connection has taken.
final class SelectBoard {
  private static final JsonMapper JSON = JsonMapper.shared();

  static final Statement STATEMENT =
      new Statement(
          """
          select
            current_setting('server_version') as server_version,
            coalesce(json_agg(shown), '[]')::text as webinars,
            %s
          from (
            select
              webinar.title,
              now.state,
              floor(extract(epoch from webinar.start_time))::bigint as starts,
              floor(extract(epoch from webinar.end_time))::bigint as ends,
              webinar.access_policy
            from public.webinars as webinar
            cross join lateral eventlive.state_now(
              webinar.state, webinar.start_time, webinar.end_time, now()) as now (state)
            where now.state <> 'draft'
            order by
              array_position(array['live', 'scheduled', 'over'], now.state),
              case when now.state = 'scheduled' then webinar.start_time end,
              webinar.start_time desc
            limit 24
          ) as shown
          """
              .formatted(RequestConnection.WITNESS),
          List.of());

  private SelectBoard() {}

  static Board.Read read(ResultSet rows) throws SQLException {
    rows.next();
    List<Webinar> webinars = new ArrayList<>();
    for (JsonNode row : JSON.readTree(rows.getString("webinars"))) {
      webinars.add(
          new Webinar(
              row.path("title").asString(""),
              stateOf(row.path("state").asString("")),
              time(row.path("starts")),
              time(row.path("ends")),
              row.path("access_policy").asString("")));
    }
    return new Board.Read(rows.getString("server_version"), webinars);
  }

  private static State stateOf(String state) {
    return switch (state) {
      case "live" -> State.LIVE;
      case "over" -> State.OVER;
      default -> State.SCHEDULED;
    };
  }

  private static Optional<Instant> time(JsonNode seconds) {
    return seconds.isIntegralNumber()
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }
}
