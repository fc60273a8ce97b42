package io.eventlive.admission;

import io.eventlive.admission.Call.Breadth;
import io.eventlive.admission.Call.Change;

/// Which class a request is of: the one place that decides it, from what is asked, of which table,
/// and by whom. Whoever is on a journey goes with [CallClass#JOIN] besides; [Line] knows who is.
record Classification(EventTables tables) {
  CallClass of(Call call, Standing caller) {
    return switch (call) {
      case Call.Operation _, Call.Refresh _ -> CallClass.KEEP;
      case Call.SignIn _ -> CallClass.JOIN;
      case Call.Read read -> reading(read, caller);
      case Call.Write write -> writing(write, caller);
      case Call.Function function -> calling(function, caller);
    };
  }

  /// Whether an attendee wrote something that he would not want to write again.
  boolean hasText(Call call) {
    return call instanceof Call.Write(String table, Change change)
        && change != Change.DELETE
        && tables.contributions().contains(table);
  }

  /// The webinar's row, a registration, one's own profile: without them nobody comes in. A profile
  /// of somebody else is decoration, however narrowly it is asked for.
  private CallClass reading(Call.Read read, Standing caller) {
    if (read.breadth() == Breadth.BULK) return CallClass.BULK;
    boolean narrow = read.breadth() == Breadth.NARROW;
    boolean needed =
        tables.webinars().contains(read.table())
            || tables.registrations().contains(read.table())
            || (tables.profiles().contains(read.table()) && isOwn(read, caller));
    return narrow && needed ? CallClass.JOIN : CallClass.READ;
  }

  private static boolean isOwn(Call.Read read, Standing caller) {
    return switch (caller) {
      case Standing.Host(String subject) -> read.named().contains(subject);
      case Standing.Person(String subject) -> read.named().contains(subject);
      case Standing.Backend _, Standing.Visitor _ -> false;
    };
  }

  private CallClass writing(Call.Write write, Standing caller) {
    boolean comesIn =
        tables.registrations().contains(write.table()) || tables.profiles().contains(write.table());
    boolean runs =
        tables.webinars().contains(write.table()) || tables.hosting().contains(write.table());
    return switch (caller) {
      case Standing.Host _ -> CallClass.KEEP;
      case Standing.Backend _ when runs -> CallClass.KEEP;
      case Standing.Backend _, Standing.Person _, Standing.Visitor _ ->
          comesIn && write.change() != Change.DELETE ? CallClass.JOIN : CallClass.ACT;
    };
  }

  private CallClass calling(Call.Function function, Standing caller) {
    if (tables.joining().contains(function.name())) return CallClass.JOIN;
    boolean hosts = tables.hostFunctions().contains(function.name());
    return switch (caller) {
      case Standing.Host _ when hosts || !function.reads() -> CallClass.KEEP;
      case Standing.Backend _ when hosts -> CallClass.KEEP;
      case Standing.Host _, Standing.Backend _, Standing.Person _, Standing.Visitor _ ->
          function.reads() ? CallClass.READ : CallClass.ACT;
    };
  }
}
