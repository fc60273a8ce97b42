package io.eventlive.rest.response;

import static java.util.Comparator.comparing;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.ForeignKey;
import io.eventlive.schema.Function;
import io.eventlive.schema.Function.Argument;
import io.eventlive.schema.Function.Volatility;
import io.eventlive.schema.Notes;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The interface of one schema as an OpenAPI 2.0 document: a path for each table, view and
/// function, with what the database says of them.
///
/// @param role whose privileges decide what is shown; null to show everything
/// @param signIn whether to say how to sign in
/// @param address where it says that the interface is; null for here
public record InterfaceDescription(
    Catalogue catalogue,
    String schema,
    @Nullable String role,
    boolean signIn,
    @Nullable URI address) {
  static final String CONTENT_TYPE = "application/openapi+json; charset=utf-8";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String DIALECT_VERSION = "16";
  private static final String OBJECT = "application/vnd.pgrst.object+json";
  private static final List<String> MEDIA_TYPES =
      List.of("application/json", OBJECT + ";nulls=stripped", OBJECT, "text/csv");
  private static final List<String> PAGING =
      List.of("select", "order", "range", "rangeUnit", "offset", "limit", "preferCount");

  /// The document.
  public byte[] asJson() {
    List<Table> tables =
        catalogue.tables().values().stream()
            .filter(table -> table.name().schema().equals(schema))
            .filter(table -> role == null || table.visibleTo(role))
            .sorted(comparing(table -> table.name().name()))
            .toList();
    List<Function> functions =
        catalogue.functions().values().stream()
            .flatMap(Collection::stream)
            .filter(function -> function.name().schema().equals(schema))
            .filter(function -> role == null || function.executableBy().contains(role))
            .sorted(comparing(function -> function.name().name()))
            .toList();
    ObjectNode document = JSON.createObjectNode().put("swagger", "2.0");
    addInfo(document.putObject("info"));
    addAddress(document);
    addAll(document.putArray("consumes"), MEDIA_TYPES);
    addAll(document.putArray("produces"), MEDIA_TYPES);
    ObjectNode paths = document.putObject("paths");
    addRoot(paths.putObject("/").putObject("get"));
    tables.forEach(table -> addTable(paths.putObject("/" + table.name().name()), table));
    functions.forEach(function -> addFunction(paths, function));
    ObjectNode definitions = document.putObject("definitions");
    tables.forEach(table -> addDefinition(definitions.putObject(table.name().name()), table));
    addParameters(document.putObject("parameters"), tables);
    if (signIn) addSignIn(document);
    return JSON.writeValueAsBytes(document);
  }

  private Notes notes() {
    return catalogue.notes();
  }

  private void addAddress(ObjectNode document) {
    if (address == null) {
      document.put("basePath", "/rest/v1");
      return;
    }
    document.put("host", address.getRawAuthority());
    document.put("basePath", address.getRawPath().isEmpty() ? "/" : address.getRawPath());
    document.putArray("schemes").add(address.getScheme());
  }

  private void addInfo(ObjectNode info) {
    Comment comment = Comment.of(Optional.ofNullable(notes().schemas().get(schema)));
    info.put("title", comment.summary().orElse("EventLive API"));
    info.put("description", comment.rest().orElse("Generated from the schema of the database"));
    info.put("version", DIALECT_VERSION);
  }

  private static void addRoot(ObjectNode operation) {
    operation.putArray("tags").add("Introspection");
    operation.put("summary", "OpenAPI description (this document)");
    addAll(operation.putArray("produces"), List.of("application/openapi+json", "application/json"));
    respond(operation, "200", "OK");
  }

  private void addTable(ObjectNode path, Table table) {
    String name = table.name().name();
    List<String> filters =
        table.columns().keySet().stream()
            .map(column -> "rowFilter." + name + "." + column)
            .toList();
    ObjectNode get = operation(path, "get", table);
    refer(get, filters, PAGING);
    ObjectNode rows = respond(get, "200", "OK").putObject("schema").put("type", "array");
    rows.putObject("items").put("$ref", "#/definitions/" + name);
    respond(get, "206", "Partial Content");
    if (!table.insertable() && !table.updatable() && !table.deletable()) return;

    ObjectNode post = operation(path, "post", table);
    refer(post, List.of("body." + name, "select", "preferPost"), List.of());
    respond(post, "201", "Created");
    ObjectNode delete = operation(path, "delete", table);
    refer(delete, filters, List.of("preferReturn"));
    respond(delete, "204", "No Content");
    ObjectNode patch = operation(path, "patch", table);
    refer(patch, filters, List.of("body." + name, "preferReturn"));
    respond(patch, "204", "No Content");
  }

  private ObjectNode operation(ObjectNode path, String method, Table table) {
    ObjectNode operation = path.putObject(method);
    operation.putArray("tags").add(table.name().name());
    Comment.of(Optional.ofNullable(notes().relations().get(table.name()))).addTo(operation);
    return operation;
  }

  private void addFunction(ObjectNode paths, Function function) {
    String name = function.name().name();
    ObjectNode path = paths.withObject("/~1rpc~1" + name.replace("~", "~0").replace("/", "~1"));
    Comment comment = Comment.of(Optional.ofNullable(notes().functions().get(function.name())));
    ObjectNode post = path.putObject("post");
    addCall(post, name, comment);
    ArrayNode parameters = post.putArray("parameters");
    ObjectNode arguments =
        parameters.addObject().put("name", "args").put("in", "body").put("required", true);
    addArguments(arguments.putObject("schema"), function, comment);
    if (function.volatility() == Volatility.VOLATILE) return;

    ObjectNode get = path.putObject("get");
    addCall(get, name, comment);
    ArrayNode queried = get.putArray("parameters");
    for (Argument argument : function.arguments()) {
      ObjectNode parameter = queried.addObject().put("name", argument.name()).put("in", "query");
      parameter.put("required", argument.required());
      DescribedType.of(argument.type()).addTo(parameter, argument.variadic());
    }
  }

  private static void addCall(ObjectNode operation, String name, Comment comment) {
    operation.putArray("tags").add("(rpc) " + name);
    comment.addTo(operation);
    addAll(
        operation.putArray("produces"),
        List.of("application/json", OBJECT + ";nulls=stripped", OBJECT));
    respond(operation, "200", "OK");
  }

  private static void addArguments(ObjectNode object, Function function, Comment comment) {
    comment.whole().ifPresent(text -> object.put("description", text));
    object.put("type", "object");
    List<String> required =
        function.arguments().stream().filter(Argument::required).map(Argument::name).toList();
    if (!required.isEmpty()) addAll(object.putArray("required"), required);
    ObjectNode properties = object.putObject("properties");
    for (Argument argument : function.arguments()) {
      DescribedType.of(argument.type()).addTo(properties.putObject(argument.name()));
    }
  }

  private void addDefinition(ObjectNode definition, Table table) {
    Optional.ofNullable(notes().relations().get(table.name()))
        .ifPresent(comment -> definition.put("description", comment));
    definition.put("type", "object");
    List<String> required =
        table.columns().values().stream()
            .filter(column -> !column.nullable())
            .map(Column::name)
            .toList();
    if (!required.isEmpty()) addAll(definition.putArray("required"), required);
    ObjectNode properties = definition.putObject("properties");
    for (Column column : table.columns().values()) {
      addColumn(properties.putObject(column.name()), table, column);
    }
  }

  private void addColumn(ObjectNode property, Table table, Column column) {
    Notes.ColumnNote note = notes().column(table.name(), column.name());
    DescribedType type = DescribedType.of(column.type());
    type.addTo(property);
    if (column.defaultSql() != null) {
      type.literal(column.defaultSql()).ifPresent(value -> property.set("default", value));
    }
    note.mostCharacters().ifPresent(most -> property.put("maxLength", most));
    List<String> labels = notes().labels().get(column.type().base());
    if (labels != null) addAll(property.putArray("enum"), labels);
    description(table, column, note).ifPresent(text -> property.put("description", text));
  }

  /// The comment, and after it what keys the column is part of.
  private Optional<String> description(Table table, Column column, Notes.ColumnNote note) {
    List<String> keys = new ArrayList<>();
    if (table.primaryKey().contains(column.name())) keys.add("This is a Primary Key.<pk/>");
    catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table.name()))
        .filter(key -> key.columns().equals(List.of(column.name())))
        .min(
            comparing((ForeignKey key) -> isView(key.referencedTable()))
                .thenComparing(key -> key.referencedTable().toString()))
        .ifPresent(key -> {
          String target = key.referencedTable().name();
          String referenced = key.referencedColumns().getFirst();
          keys.add(
              "This is a Foreign Key to `%s.%s`.<fk table='%s' column='%s'/>"
                  .formatted(target, referenced, target, referenced));
        });
    if (keys.isEmpty()) return note.comment();
    String said = note.comment().map(comment -> comment + "\n\n").orElse("");
    return Optional.of(said + "Note:\n" + String.join("\n", keys));
  }

  private boolean isView(QualifiedName name) {
    return catalogue
        .table(name)
        .map(table ->
            switch (table.kind()) {
              case VIEW, MATERIALIZED_VIEW -> true;
              case TABLE, PARTITIONED_TABLE, FOREIGN_TABLE -> false;
            })
        .orElse(false);
  }

  private void addParameters(ObjectNode parameters, List<Table> tables) {
    prefer(parameters, "preferReturn", RETURN);
    prefer(parameters, "preferCount", List.of("count=none"));
    List<String> post = new ArrayList<>(RETURN);
    post.addAll(List.of("resolution=ignore-duplicates", "resolution=merge-duplicates"));
    prefer(parameters, "preferPost", post);
    parameter(parameters, "select", "select", "query", "Filtering Columns");
    parameter(parameters, "on_conflict", "on_conflict", "query", "On Conflict");
    parameter(parameters, "order", "order", "query", "Ordering");
    parameter(parameters, "range", "Range", "header", PAGES);
    parameter(parameters, "rangeUnit", "Range-Unit", "header", PAGES).put("default", "items");
    parameter(parameters, "offset", "offset", "query", PAGES);
    parameter(parameters, "limit", "limit", "query", PAGES);
    for (Table table : tables) {
      String name = table.name().name();
      ObjectNode body =
          parameters.putObject("body." + name).put("name", name).put("description", name);
      body.put("in", "body").put("required", false);
      body.putObject("schema").put("$ref", "#/definitions/" + name);
      for (Column column : table.columns().values()) {
        String comment =
            notes().column(table.name(), column.name()).comment().orElse(column.name());
        parameter(
            parameters, "rowFilter." + name + "." + column.name(), column.name(), "query", comment);
      }
    }
  }

  private static final List<String> RETURN =
      List.of("return=representation", "return=minimal", "return=none");
  private static final String PAGES = "Limiting and Pagination";

  private static ObjectNode parameter(
      ObjectNode parameters, String key, String name, String in, String description) {
    return parameters
        .putObject(key)
        .put("name", name)
        .put("description", description)
        .put("in", in)
        .put("required", false)
        .put("type", "string");
  }

  private static void prefer(ObjectNode parameters, String key, List<String> tokens) {
    addAll(parameter(parameters, key, "Prefer", "header", "Preference").putArray("enum"), tokens);
  }

  private static void addSignIn(ObjectNode document) {
    document
        .putObject("securityDefinitions")
        .putObject("JWT")
        .put("description", "Add the token prepending \"Bearer \" (without quotes) to it")
        .put("type", "apiKey")
        .put("name", "Authorization")
        .put("in", "header");
    document.putArray("security").addObject().putArray("JWT");
  }

  private static void refer(ObjectNode operation, List<String> first, List<String> then) {
    ArrayNode parameters = operation.putArray("parameters");
    for (List<String> names : List.of(first, then)) {
      names.forEach(name -> parameters.addObject().put("$ref", "#/parameters/" + name));
    }
  }

  private static ObjectNode respond(ObjectNode operation, String status, String description) {
    ObjectNode responses =
        operation.get("responses") instanceof ObjectNode known
            ? known
            : operation.putObject("responses");
    return responses.putObject(status).put("description", description);
  }

  private static void addAll(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  /// A comment on an object: its first line and the rest.
  private record Comment(Optional<String> whole, Optional<String> summary, Optional<String> rest) {
    static Comment of(Optional<String> text) {
      Optional<String> first = text.map(all -> all.split("\n", 2)[0]);
      Optional<String> rest =
          text.map(all -> all.indexOf('\n') < 0 ? "" : all.substring(all.indexOf('\n') + 1))
              .map(String::stripLeading)
              .filter(all -> !all.isEmpty());
      return new Comment(text, first, rest);
    }

    void addTo(ObjectNode operation) {
      summary.ifPresent(text -> operation.put("summary", text));
      rest.ifPresent(text -> operation.put("description", text));
    }
  }
}
