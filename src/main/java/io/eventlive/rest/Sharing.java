package io.eventlive.rest;

import io.eventlive.answers.Private;
import io.eventlive.answers.ReadSet;
import io.eventlive.database.Statement;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Preferences;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.QualifiedName;
import java.util.Optional;
import java.util.Set;

/// Whether the answer to a prepared request, asked under one role, may serve several callers.
sealed interface Sharing {
  /// It may, within an audience.
  ///
  /// @param question what is asked, whoever asks
  /// @param reads what it is read from
  /// @param claims of the caller's that policies look at
  /// @param webinar whose members the policies ask for; empty where none does
  /// @param statement the request's, which also says in which snapshot and under which policies it
  ///   ran
  /// @param proof what it has to say of the policies
  /// @param functions what it has to say of the functions that these name
  /// @param tables all that are read
  /// @param surrogates by what a cache in between may be told to forget it
  record Shared(
      Question question,
      ReadSet reads,
      Set<String> claims,
      Optional<String> webinar,
      Statement statement,
      String proof,
      String functions,
      Set<QualifiedName> tables,
      String surrogates)
      implements Sharing {
    public Shared {
      claims = Set.copyOf(claims);
      tables = Set.copyOf(tables);
    }
  }

  /// It may not.
  record Alone(Private why) implements Sharing {}

  /// One request in one spelling: what PostgreSQL's answer depends on besides the caller.
  ///
  /// @param canonical its query string, sorted
  /// @param headersOnly whether no body is wanted
  /// @param profile the schema that the answer names
  /// @param epoch of the catalogue that it was planned by
  record Question(
      Source source,
      String canonical,
      boolean headersOnly,
      Window window,
      Preferences preferences,
      Media media,
      Optional<String> profile,
      long epoch) {}
}
