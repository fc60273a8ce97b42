package io.eventlive.supabase;

import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.LegacyClient.Scene;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A call of the old client, what it was answered, and what PostgreSQL said to it at that moment.
///
/// @param call as it was sent, without placeholders
record Answered(Scene scene, Call call, HttpResponse<String> response, Truth truth) {

  /// What PostgreSQL said.
  sealed interface Truth {
    /// The rows of a read.
    ///
    /// @param all without the server's bound on their number
    record Rows(java.util.List<JsonNode> rows, java.util.List<JsonNode> all) implements Truth {}

    /// How many rows there are, or have what was written.
    record Count(long rows) implements Truth {}

    /// Nothing to compare with.
    record None() implements Truth {}
  }

  int status() {
    return response.statusCode();
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(response.body());
  }

  @Override
  public String toString() {
    return scene.name() + ", " + call;
  }
}
