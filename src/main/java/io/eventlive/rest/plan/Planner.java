package io.eventlive.rest.plan;

import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.request.Action;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.Preferences;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Function;
import io.eventlive.schema.Function.Volatility;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns what was asked into what will be done, in memory: a plan, or a refusal in PostgREST's
/// words.
///
/// May be used from any thread. The relationships of the newest catalogue seen are kept; two
/// threads that meet a new catalogue at once both compute them, to the same end.
public final class Planner {
  private static final Set<String> DESCRIPTION_TYPES =
      Set.of("application/openapi+json", "application/json", "application/*", "*/*");

  private final Hints hints;
  private final ValueCheck values;
  private final Arbiters arbiters;
  private volatile @Nullable Known known;

  private record Known(Catalogue catalogue, Relationships relationships) {}

  /// A planner with its guards.
  public Planner(Hints hints, ValueCheck values, Arbiters arbiters) {
    this.hints = hints;
    this.values = values;
    this.arbiters = arbiters;
  }

  /// Plans a request for a caller's role.
  ///
  /// @throws io.eventlive.http.Refusal where it asks for what is not there
  public Plan plan(ApiRequest request, Catalogue catalogue, String role, DialectRules rules) {
    Resolution resolution =
        new Resolution(
            catalogue,
            relationships(catalogue),
            schema(request, catalogue),
            role,
            hints,
            values,
            rules);
    MutationPlanner mutations = new MutationPlanner(resolution, arbiters, request);
    CallPlanner calls = new CallPlanner(resolution, request);
    return switch (request.action()) {
      case Action.Read read -> read(resolution, request, read);
      case Action.Insert(String target, var payload) ->
          mutations.insert(resolution.table(target), payload);
      case Action.Put(String target, var payload) ->
          mutations.put(resolution.table(target), payload);
      case Action.Update(String target, var payload) ->
          mutations.update(resolution.table(target), payload);
      case Action.Delete(String target) -> mutations.delete(resolution.table(target));
      case Action.CallByQuery call -> calls.byQuery(call);
      case Action.CallByForm call -> calls.byForm(call);
      case Action.CallByBody call -> calls.byBody(call);
      case Action.DescribeInterface(boolean headersOnly) -> document(request, !headersOnly);
      case Action.DescribeRoot _ -> new Plan.Describe("OPTIONS,GET,HEAD");
      case Action.DescribeTable(String target) ->
          new Plan.Describe(allowed(resolution.table(target)));
      case Action.DescribeFunction(String target) -> new Plan.Describe(allowed(resolution, target));
    };
  }

  /// The schema that a request speaks of.
  ///
  /// @throws io.eventlive.http.Refusal PGRST106 where it is not exposed
  public static String schema(ApiRequest request, Catalogue catalogue) {
    String profile = request.profile();
    if (profile == null) return catalogue.exposedSchemas().getFirst();
    if (catalogue.exposedSchemas().contains(profile)) return profile;
    throw Refusals.schemaNotExposed(profile, catalogue.exposedSchemas());
  }

  @SuppressWarnings("ReferenceEquality") // a catalogue is one immutable snapshot; a new one is new
  private Relationships relationships(Catalogue catalogue) {
    Known latest = known;
    if (latest == null || latest.catalogue() != catalogue) {
      latest = new Known(catalogue, Relationships.of(catalogue));
      known = latest;
    }
    return latest.relationships();
  }

  private static Plan read(Resolution resolution, ApiRequest request, Action.Read read) {
    Table table = resolution.table(read.target());
    Window window = resolution.bounded(request.window());
    ReadPlan rows =
        new ReadPlanner(resolution, request.query())
            .root(RowShape.of(table), new Source.Table(table.name()), true, window);
    Preferences.Count count = request.preferences().count();
    return new Plan.Read(
        rows,
        new Plan.ResultForm(
            new Negotiation(resolution, table.name(), null, request.selectsEverything())
                .media(request.accept()),
            !read.headersOnly(),
            request.preferences().countsRows()),
        count == null ? null : estimate(count, resolution.rules().maxRows()));
  }

  private static Plan.@Nullable Estimate estimate(Preferences.Count count, long maxRows) {
    return switch (count) {
      case EXACT -> null;
      case PLANNED -> new Plan.Estimate(0);
      case ESTIMATED -> new Plan.Estimate(maxRows);
    };
  }

  private static Plan document(ApiRequest request, boolean body) {
    boolean wanted =
        request.accept().wanted().stream()
            .anyMatch(type -> DESCRIPTION_TYPES.contains(type.name()));
    if (!wanted) throw Refusals.notAcceptable(request.accept());
    return new Plan.Document(body);
  }

  private static String allowed(Table table) {
    List<String> methods = new ArrayList<>(List.of("OPTIONS", "GET", "HEAD"));
    if (table.insertable()) methods.add("POST");
    boolean keyed = !table.primaryKey().isEmpty();
    if (table.insertable() && table.updatable() && keyed) methods.add("PUT");
    if (table.updatable()) methods.add("PATCH");
    if (table.deletable()) methods.add("DELETE");
    return String.join(",", methods);
  }

  private static String allowed(Resolution resolution, String name) {
    List<Function> overloads =
        resolution.catalogue().functions(new QualifiedName(resolution.schema(), name));
    if (overloads.isEmpty()) {
      throw Refusals.functionUnknown(
          new QualifiedName(resolution.schema(), name),
          List.of(),
          null,
          resolution
              .hints()
              .forFunction(
                  resolution.catalogue(), resolution.schema(), name, Set.of(), resolution.role()));
    }
    return overloads.stream().allMatch(each -> each.volatility() == Volatility.VOLATILE)
        ? "OPTIONS,POST"
        : "OPTIONS,GET,HEAD,POST";
  }
}
