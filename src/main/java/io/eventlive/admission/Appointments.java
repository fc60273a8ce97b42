package io.eventlive.admission;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/// The diary of those who were refused: for each second to come, how many of each class were told
/// to return then. Somebody who is refused gets the first second in which there is room for him,
/// counted from when those who wait before him will be served, so that those who return come at the
/// rate that can be served. Where all is booked up to the longest appointment, a second in its
/// later half.
///
/// An appointment is a whole number of seconds from 1 on: supabase-js takes anything else for no
/// delay at all.
///
/// Who has an appointment is remembered until a minute after it, so that nobody goes before others
/// just by claiming that he was here before.
///
/// May be used from any thread; `this` guards every field.
public final class Appointments {
  /// What is kept free for those who come for the first time.
  private static final double SHARE_OF_RETURNS = 0.75;

  /// Statistics and exports can wait a little longer.
  private static final int FIRST_SECOND_OF_BULK = 5;

  private static final int KEPT_FOR_SECONDS = 60;
  private static final int MOST_PROMISES = 50_000;
  private static final long SECOND = 1_000_000_000L;
  private static final int CLASSES = CallClass.values().length;

  /// Seats of one second, by class.
  private static final class Page {
    private long second = Long.MIN_VALUE;
    private final int[] booked = new int[CLASSES];

    /// How many return then of this class and of those before it.
    int bookedFor(CallClass callClass) {
      int sum = 0;
      for (int i = 0; i <= callClass.place(); i++) sum += booked[i];
      return sum;
    }
  }

  private record Promise(int count, long lastSecond) {}

  private final int longest;
  private final RandomGenerator random;
  private final Page[] pages;
  private final SequencedMap<String, Promise> promises = new LinkedHashMap<>();

  /// @param longest seconds
  public Appointments(int longest, RandomGenerator random) {
    this.longest = longest;
    this.random = random;
    this.pages = new Page[longest + 1];
    for (int i = 0; i < pages.length; i++) pages[i] = new Page();
  }

  /// Gives an appointment.
  ///
  /// @param ahead how many wait who will be served before him
  /// @param perSecond how many can be served in a second
  /// @param now of `System.nanoTime`
  /// @return after how many seconds to return
  public synchronized int give(CallClass callClass, int ahead, double perSecond, long now) {
    long today = Math.floorDiv(now, SECOND);
    int room = (int) Math.max(1, perSecond * SHARE_OF_RETURNS);
    int first = (int) Math.min(longest, Math.ceil(ahead / Math.max(1, perSecond)));
    int earliest = callClass == CallClass.BULK ? FIRST_SECOND_OF_BULK : 1;
    for (int in = Math.min(longest, Math.max(earliest, first)); in <= longest; in++) {
      Page page = page(today + in);
      if (page.bookedFor(callClass) < room) {
        page.booked[callClass.place()]++;
        return in;
      }
    }
    int late = longest - random.nextInt(longest / 2 + 1);
    page(today + late).booked[callClass.place()]++;
    return late;
  }

  /// An appointment while nothing is served at all: nobody knows when that ends, so it is soon and
  /// spread.
  public int giveDuringOutage() {
    return 1 + random.nextInt(Math.min(longest, FIRST_SECOND_OF_BULK));
  }

  private Page page(long second) {
    Page page = pages[Math.floorMod(second, pages.length)];
    if (page.second != second) {
      page.second = second;
      Arrays.fill(page.booked, 0);
    }
    return page;
  }

  /// Remembers that somebody was told to return.
  ///
  /// @param who a person or a network
  synchronized void promise(String who, int seconds, long now) {
    Promise before = promises.remove(who);
    if (before == null && promises.size() >= MOST_PROMISES) promises.pollFirstEntry();
    long due = Math.floorDiv(now, SECOND) + seconds;
    promises.put(
        who,
        before == null
            ? new Promise(1, due)
            : new Promise(before.count() + 1, Math.max(due, before.lastSecond())));
  }

  /// Whether somebody has an appointment; each is good for one return.
  synchronized boolean redeem(String who, long now) {
    Promise promise = promises.get(who);
    if (promise == null) return false;
    boolean over = Math.floorDiv(now, SECOND) > promise.lastSecond() + KEPT_FOR_SECONDS;
    if (over || promise.count() == 1) promises.remove(who);
    else promises.replace(who, new Promise(promise.count() - 1, promise.lastSecond()));
    return !over;
  }

  /// How many have an appointment.
  synchronized int promises() {
    return promises.size();
  }
}
