package io.eventlive.rest;

import io.eventlive.admission.Admission;
import io.eventlive.admission.Call;
import io.eventlive.admission.Call.Breadth;
import io.eventlive.admission.Call.Change;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.request.Action;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.At;
import io.eventlive.rest.request.Comparison;
import io.eventlive.rest.request.Condition;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Operation;
import io.eventlive.rest.request.Preferences.Count;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Says in admission's words what a request of the dialect is about.
///
/// A read is bulk where only a report needs it: an export, sums, a `limit` or an `in` list beyond
/// what a page shows, a count alone (HEAD), and an exact count of everything.
///
/// @param bulkRows from which `limit` on
/// @param bulkList from which length of a list on
record KindOfCall(int bulkRows, int bulkList) {
  static KindOfCall of(Admission admission) {
    return new KindOfCall(admission.bulkRows(), admission.bulkList());
  }

  Call of(Prepared prepared) {
    ApiRequest request = prepared.request();
    return switch (request.action()) {
      case Action.Read(String table, boolean headersOnly) -> {
        Set<String> named = named(request);
        yield new Call.Read(table, breadth(prepared, headersOnly, named), named);
      }
      case Action.Insert(String table, var _) -> new Call.Write(table, Change.INSERT);
      case Action.Put(String table, var _) -> new Call.Write(table, Change.UPDATE);
      case Action.Update(String table, var _) -> new Call.Write(table, Change.UPDATE);
      case Action.Delete(String table) -> new Call.Write(table, Change.DELETE);
      case Action.CallByQuery(String function, var _, boolean _) ->
          new Call.Function(function, true);
      case Action.CallByBody(String function, var _) -> called(function, prepared.plan());
      case Action.CallByForm(String function, var _) -> called(function, prepared.plan());
      case Action.DescribeInterface _,
          Action.DescribeRoot _,
          Action.DescribeTable _,
          Action.DescribeFunction _ ->
          new Call.Operation(); // from memory: it never waits
    };
  }

  private static Call called(String function, Plan plan) {
    return new Call.Function(function, plan instanceof Plan.Call call && call.readOnly());
  }

  private Breadth breadth(Prepared prepared, boolean headersOnly, Set<String> named) {
    ApiRequest request = prepared.request();
    Count count = request.preferences().count();
    Long limit = request.window().limit();
    boolean bulk =
        (headersOnly && count != null)
            || (count == Count.EXACT && named.isEmpty())
            || (limit != null && limit >= bulkRows)
            || longestList(request) >= bulkList
            || isReport(prepared);
    if (bulk) return Breadth.BULK;
    return named.isEmpty() ? Breadth.LIST : Breadth.NARROW;
  }

  private static boolean isReport(Prepared prepared) {
    if (prepared.plan() instanceof Plan.Read(ReadPlan rows, var _, var _) && rows.grouped()) {
      return true;
    }
    Media media = prepared.media();
    return switch (media) {
      case null -> false;
      case Media.Json _ -> false;
      case Media.Csv _, Media.GeoJson _, Media.Made _, Media.Explained _ -> true;
    };
  }

  /// What top-level filters of the table's own columns ask to be equal.
  private static Set<String> named(ApiRequest request) {
    Set<String> named = new HashSet<>();
    for (At<Condition> at : request.query().conditions()) {
      if (at.path().isEmpty()
          && at.value() instanceof Condition.Test(var field, Operation operation)
          && field.path().isEmpty()
          && operation instanceof Operation.Compare(Comparison comparison, var _, String value)
          && comparison == Comparison.EQUAL) {
        named.add(value);
      }
    }
    return named;
  }

  private static int longestList(ApiRequest request) {
    return request.query().conditions().stream()
        .mapToInt(at -> longestList(at.value()))
        .max()
        .orElse(0);
  }

  private static int longestList(Condition condition) {
    return switch (condition) {
      case Condition.Test(var _, Operation operation) ->
          operation instanceof Operation.In(List<String> values) ? values.size() : 0;
      case Condition.Not(Condition inner) -> longestList(inner);
      case Condition.All(List<Condition> all) -> longestList(all);
      case Condition.Any(List<Condition> any) -> longestList(any);
    };
  }

  private static int longestList(List<Condition> conditions) {
    return conditions.stream().mapToInt(KindOfCall::longestList).max().orElse(0);
  }
}
